import type { IncomingMessage } from 'node:http'

/** What a browser says of how a request came about (https://www.w3.org/TR/fetch-metadata/). Pages cannot set these headers. */
type Request = Pick<IncomingMessage, 'method' | 'headers'>

/** Another site's page is behind it; a sibling's (another port, another host of our domain) is another site's too. */
const fromElsewhere = ({ headers }: Request) =>
  !['same-origin', 'none', undefined].includes(said(headers['sec-fetch-site']))

const said = (header: string | string[] | undefined) => (typeof header === 'string' ? header : header?.join())

/** Somebody follows a link on another site, in a window of its own: the one thing that another site may lead to. */
export function isVisit(request: Request): boolean {
  const { method, headers } = request
  const whole = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
  return fromElsewhere(request) && method === 'GET' && whole
}

/**
 * Whether a browser was made to ask by another site's page (an image, a frame, a script), or asks ahead of anybody's wish.
 * What does not say how it came about, as curl and old browsers, is neither.
 */
export function isForced(request: Request): boolean {
  const { 'sec-purpose': purpose, purpose: formerly } = request.headers
  const ahead = [purpose, formerly].some((why) => said(why)?.includes('prefetch'))
  return ahead || (fromElsewhere(request) && !isVisit(request))
}
