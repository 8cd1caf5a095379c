import type { Dictionary } from '../i18n/dictionary'
import type { Seat } from '../state/roster'
import { spentWords } from './time'

/** What a learner does now, in a few words. `title` names the lab they are in, where it is not the one shown. */
export function nowWords({ row, is, since }: Seat, lab: string, title: string, now: number, t: Dictionary): string {
  const w = t.classes
  const time = () => spentWords(now - since, t)
  switch (is) {
    case 'out':
      return w.isOut
    case 'help':
      return w.askedForHelp
    case 'stuck':
      return w.stuckFor(time())
    case 'done':
      return w.allDone
    case 'away':
      return w.awayFor(time())
    case 'failing':
    case 'working': {
      if (row.phase === 'queued') return w.queued(row.place ?? 1)
      if (row.lab !== null && row.lab !== lab) return w.inLab(title)
      if (row.phase === 'starting') return w.isStarting
      if (row.phase === 'failed') return w.startFailed
      const { failing, passed, of } = row.checks ?? {}
      if (failing) return w.checkFailing(failing.number)
      if (row.lab === null) return w.notBegun
      return of ? w.checksPassed(passed ?? 0, of) : w.reading
    }
  }
}
