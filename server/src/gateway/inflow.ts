import { crowd } from '../crowd'
import { Meter } from '../meter'
import type { LabSocket } from './connection'

/** What one window may send in 50 ms: more than hands, pasted text and a fast terminal need. */
const allowance = { bytes: 64 * 1024, messages: 100, workMs: Infinity }

/** What of a web socket is used here (ws). */
interface WebSocket {
  pause(): void
  resume(): void
}

/** Counts a window as its person's, and what it sends: one that sends without end waits, and the others do not. */
export function limitInflow(socket: LabSocket, person: string): void {
  const { conn } = socket
  const { socket: held } = conn.transport as unknown as { socket: WebSocket }
  const meter = new Meter(allowance)
  crowd.enter(person)
  conn.on('packet', ({ data }: { data?: string | Buffer }) => meter.count(held, data?.length ?? 0, 1, 0))
  socket.on('disconnect', () => {
    crowd.leave(person)
    meter.dispose()
  })
}
