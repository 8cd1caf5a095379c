import type { Socket } from 'socket.io'
import { log } from '../log'
import { rawSocket } from './raw-socket'

/** Bytes that may wait for one person's windows to read them; and above which a window lies when it says that it has drawn what it was sent. */
const mostBytes = 16 * 1024 * 1024
const unreadBytes = 8 * 1024 * 1024
/** What a packet takes in memory beside its data, about. */
const packetBytes = 256

/** Bytes that wait, by person. */
const totals = new Map<string, number>()

/** Counts what a window was sent and has not read. engine.io keeps that without limit: a window that never reads is let go. */
export class Outflow {
  private queuedBytes = 0
  private leavingBytes = 0
  private letGo = false

  constructor(
    conn: Socket['conn'],
    private readonly person: string,
  ) {
    conn.on('packetCreate', ({ data }: { data?: string | Buffer }) => {
      if (this.letGo) return
      const bytes = packetBytes + (data?.length ?? 0)
      this.queuedBytes += bytes
      if (this.count(bytes) <= mostBytes) return
      this.letGo = true
      log.warn({ mebibytes: mostBytes / 2 ** 20 }, 'a window that reads nothing is let go')
      // Closing would wait until it has read.
      rawSocket(conn).terminate()
    })
    conn.on('flush', () => {
      this.leavingBytes += this.queuedBytes
      this.queuedBytes = 0
    })
    conn.transport.on('drain', () => {
      this.count(-this.leavingBytes)
      this.leavingBytes = 0
    })
    conn.on('close', () => {
      this.letGo = true
      this.count(-this.queuedBytes - this.leavingBytes)
      this.queuedBytes = this.leavingBytes = 0
    })
  }

  /** Gives what waits for all windows of the person. */
  private count(bytes: number): number {
    const total = (totals.get(this.person) ?? 0) + bytes
    if (total > 0) totals.set(this.person, total)
    else totals.delete(this.person)
    return total
  }

  /** Whether the window reads what it is sent, more or less. */
  get isRead(): boolean {
    return this.queuedBytes + this.leavingBytes < unreadBytes
  }
}
