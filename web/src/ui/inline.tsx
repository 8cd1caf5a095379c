/** Text in which `backticks` mean code, as hints are written. */
export function Inline({ text }: { text: string }) {
  return <>{text.split('`').map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part))}</>
}
