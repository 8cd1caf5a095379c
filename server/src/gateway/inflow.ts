import type { Socket } from 'socket.io'
import { Meter } from '../meter'
import { rawSocket } from './raw-socket'

/** What one window may send in 50 ms: more than hands, pasted text and a fast terminal need. */
const allowance = { bytes: 64 * 1024, messages: 100, workMs: Infinity }

/** Meters what comes in over a connection, before it says who it is too: one that sends without end waits, and the others do not. */
export function limitInflow(conn: Socket['conn']): void {
  const held = rawSocket(conn)
  const meter = new Meter(allowance)
  conn.on('packet', ({ data }: { data?: string | Buffer }) => meter.count(held, data?.length ?? 0, 1, 0))
  conn.on('close', () => meter.dispose())
}
