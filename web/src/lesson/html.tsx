/** A piece of the lesson's text, rendered and made safe by the server. */
export function Html({ html }: { html: string }) {
  return <div class="prose" dangerouslySetInnerHTML={{ __html: html }} />
}
