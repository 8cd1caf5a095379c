import type { Socket } from 'socket.io'
import { log } from '../log'

/** Bytes that may wait for a window to read them; and above which it lies when it says that it has drawn what it was sent. */
const mostBytes = 16 * 1024 * 1024
const unreadBytes = 8 * 1024 * 1024
/** What a packet takes in memory beside its data, about. */
const packetBytes = 256

/** What of a web socket is used here (ws). */
interface WebSocket {
  terminate(): void
}

/** Counts what a window was sent and has not read. engine.io keeps that without limit: a window that never reads is let go. */
export class Outflow {
  private queuedBytes = 0
  private leavingBytes = 0
  private letGo = false

  constructor(conn: Socket['conn']) {
    const { transport } = conn
    conn.on('packetCreate', ({ data }: { data?: string | Buffer }) => {
      this.queuedBytes += packetBytes + (data?.length ?? 0)
      if (this.bytes <= mostBytes || this.letGo) return
      this.letGo = true
      log.warn({ mebibytes: mostBytes / 2 ** 20 }, 'a window that reads nothing is let go')
      // Closing would wait until it has read.
      ;(transport as unknown as { socket: WebSocket }).socket.terminate()
    })
    conn.on('flush', () => {
      this.leavingBytes += this.queuedBytes
      this.queuedBytes = 0
    })
    transport.on('drain', () => (this.leavingBytes = 0))
  }

  private get bytes(): number {
    return this.queuedBytes + this.leavingBytes
  }

  /** Whether the window reads what it is sent, more or less. */
  get isRead(): boolean {
    return this.bytes < unreadBytes
  }
}
