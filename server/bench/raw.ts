import type { LabNode } from '../src/lab-node'
import { Tap, promptMark, size } from './tap'

/** A shell of a node on the raw stream of the engine, without the server: the limit for terminals. Who opens it hangs it up. */
export async function rawTerminal(node: LabNode): Promise<{ tap: Tap; hangup(): Promise<void> }> {
  let ended: () => void = () => undefined
  const end = new Promise<void>((resolve) => (ended = resolve))
  const tap: Tap = new Tap((text) => link.write(text))
  const prompt = tap.until(promptMark)
  const nothing = () => undefined
  const link = await node.shell('99', size.cols, size.rows, {
    opened: nothing,
    replay: nothing,
    data: (data) => tap.feed(data),
    exit: nothing,
    closed: ended,
  })
  await prompt
  return {
    tap,
    hangup: () => {
      link.hangup()
      return end
    },
  }
}
