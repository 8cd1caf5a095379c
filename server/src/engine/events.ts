import type { Readable } from 'node:stream'
import { log } from '../log'
import type { Engine } from './engine'
import { label } from './labels'

/** What one line of the engine's events says; null: nothing that is understood. */
function eventIn(line: string): { action: string; session: string; node: string } | null {
  try {
    const { Action, Actor } = JSON.parse(line) as { Action?: string; Actor?: { Attributes?: Record<string, string> } }
    const { [label.session]: session, [label.node]: node } = Actor?.Attributes ?? {}
    return Action && session && node ? { action: Action, session, node } : null
  } catch (error) {
    log.warn({ error: String(error) }, 'a line of the engine’s events is no JSON')
    return null
  }
}

/** Milliseconds in which the engine must begin to tell. */
const openWithinMs = 10_000

/** What became of a node's container: `start`, `die`, `destroy`. */
export type OnNodeEvent = (session: string, node: string, action: string) => Promise<void>

/**
 * Follows starts, ends and removals of this installation's nodes; `ended` is called once, when the engine tells no more.
 * Rejects when the engine does not answer. Who calls closes it.
 */
export async function followEvents(
  engine: Engine,
  onNodeEvent: OnNodeEvent,
  ended: () => void,
): Promise<{ close(): void }> {
  const filters = JSON.stringify({
    type: ['container'],
    event: ['start', 'die', 'destroy'],
    label: [`${label.installation}=${engine.installation}`, `${label.kind}=node`],
  })
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), openWithinMs)
  // Its types know this form with a callback only.
  const opened: unknown = engine.docker.getEvents({ filters, abortSignal: late.signal } as never)
  const stream = (await Promise.resolve(opened).finally(() => clearTimeout(timer))) as Readable
  let over = false
  const end = () => {
    if (over) return
    over = true
    stream.destroy()
    ended()
  }
  let rest = ''
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines.filter(Boolean)) {
      const event = eventIn(line)
      if (event)
        onNodeEvent(event.session, event.node, event.action).catch((error: unknown) =>
          log.warn({ ...event, error: String(error) }, 'a node’s change could not be followed'),
        )
    }
  })
  stream.on('end', end).on('close', end).on('error', end)
  return {
    close() {
      over = true
      stream.destroy()
    },
  }
}
