import type { Socket } from 'socket.io'

/** What of a connection's web socket (ws) is used here: engine.io gives no way to make it wait, or to end it at once. */
interface RawSocket {
  pause(): void
  resume(): void
  /** Ends it without a good-bye, and drops what was not sent yet. */
  terminate(): void
}

/** The web socket beneath a connection. */
export const rawSocket = (conn: Socket['conn']) => (conn.transport as unknown as { socket: RawSocket }).socket
