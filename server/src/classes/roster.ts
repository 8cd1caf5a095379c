import { type ClassView, type RosterView, standing } from '@contract/classroom'
import type { Library } from '../content/library'
import type { Class } from '../store/classes'
import type { Person } from '../store/people'
import type { Workspace } from '../labs/workspace'

/** A class as listed. */
export function classView(row: Class, learners: Person[], workspaces: ReadonlyMap<string, Workspace>): ClassView {
  const inside = learners.filter(({ removed }) => removed === null)
  return {
    ...row,
    learners: inside.length,
    here: inside.filter(({ id }) => workspaces.get(id)?.presence.awaySince === null).length,
  }
}

/** A cell of a spreadsheet: quoted, and never taken for a formula. */
function cell(value: string | number): string {
  const text = String(value)
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The roster as a table: one line for each learner and lab, after RFC 4180. */
export function rosterCsv({ class: { labs }, learners }: RosterView, library: Library, now: number): string {
  const time = (at: number | null) => (at ? new Date(at).toISOString() : '')
  const lines = learners
    .filter(({ removed }) => !removed)
    .flatMap((row) =>
      labs.map((lab) => {
        const steps =
          library
            .all()
            .find(({ id }) => id === lab)
            ?.lab?.steps.map(({ id }) => id) ?? []
        const at = row.labs[lab]
        const { is, since } = standing(row, lab, steps.length, now)
        const done = steps.filter((step) => at?.done.includes(step))
        return [
          row.name,
          time(row.joined),
          lab,
          done.length,
          steps.length,
          done.join(' '),
          at?.step ?? '',
          at ? is : 'not begun',
          at ? Math.floor((now - since) / 60_000) : '',
          time(at?.passedAt ?? null),
          row.help?.text ?? '',
        ]
      }),
    )
  const head = [
    'learner',
    'joined',
    'lab',
    'steps done',
    'steps',
    'done',
    'works on',
    'standing',
    'minutes',
    'last check',
    'question',
  ]
  return [head, ...lines].map((line) => line.map(cell).join(',')).join('\r\n') + '\r\n'
}
