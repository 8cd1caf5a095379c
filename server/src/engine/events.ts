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

/**
 * Follows starts, ends and removals of this installation's nodes, reconnecting for as long as it takes; `missed` is called
 * after each reconnection. Who calls closes it.
 */
export function watchEngine(
  engine: Engine,
  seen: (session: string, node: string, action: string) => Promise<void>,
  missed: () => Promise<void>,
): { close(): void } {
  let closed = false
  let stream: Readable | null = null
  let lost = false
  let timer: NodeJS.Timeout | null = null
  const filters = JSON.stringify({
    type: ['container'],
    event: ['start', 'die', 'destroy'],
    label: [`${label.installation}=${engine.installation}`, `${label.kind}=node`],
  })
  const again = () => {
    lost = true
    if (!closed) timer ??= setTimeout(() => void open(), 2000)
  }
  const open = async () => {
    timer = null
    try {
      // Its types know this form with a callback only.
      const opened: unknown = engine.docker.getEvents({ filters } as never)
      stream = (await Promise.resolve(opened)) as Readable
      if (lost) await missed()
      lost = false
      let rest = ''
      stream.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines.filter(Boolean)) {
          const event = eventIn(line)
          if (event)
            seen(event.session, event.node, event.action).catch((error: unknown) =>
              log.warn({ ...event, error: String(error) }, 'a node’s change could not be followed'),
            )
        }
      })
      stream.on('close', again).on('error', again)
      if (closed) stream.destroy()
    } catch (error) {
      log.warn({ error: String(error) }, 'the engine’s events cannot be followed; trying again')
      again()
    }
  }
  void open()
  return {
    close() {
      closed = true
      if (timer) clearTimeout(timer)
      stream?.destroy()
    },
  }
}
