import type { Shell } from '../terminal/shell'
import type { Viewer } from '../terminal/viewers'

/** The shells that one window shows, each with the room of its lab. */
export class Seats {
  private readonly taken = new Map<Shell, { viewer: Viewer; room: string }>()

  /** The window's viewer of a shell; undefined where it shows it not. */
  of(shell: Shell | undefined): Viewer | undefined {
    return shell && this.taken.get(shell)?.viewer
  }

  /** Shows a shell, in place of what the window showed of it before. */
  take(shell: Shell, viewer: Viewer, room: string): void {
    this.leave(shell)
    this.taken.set(shell, { viewer, room })
  }

  leave(shell: Shell): void {
    const seat = this.taken.get(shell)
    if (!seat) return
    this.taken.delete(shell)
    shell.detach(seat.viewer)
  }

  /** Leaves every shell of a lab, or all there are. */
  leaveAll(room?: string): void {
    for (const [shell, seat] of this.taken) if (room === undefined || seat.room === room) this.leave(shell)
  }
}
