/** What can be done to a node from outside: in a lesson (```fault), in the menu, or at the node. */

/** Programs that can be frozen and killed, by the name of their init script. */
export const programs = ['keepalived', 'nginx', 'heartbeat', 'mariadb'] as const
type Program = (typeof programs)[number]

/** The process that a program is, by its name: not always that of its script. */
export const processOf = (program: string): string => (program === 'mariadb' ? 'mariadbd' : program)

type LinkAct = 'link slow' | 'link lossy' | 'link corrupt'
/** `killed` is over at once; all others last until they are undone, or until the node boots again. */
export type FaultAct =
  | 'power off'
  | 'power on'
  | 'cable out'
  | 'cable in'
  | LinkAct
  | 'link good'
  | 'vrrp blocked'
  | 'vrrp open'
  | 'clock ahead'
  | 'clock right'
  | 'disk full'
  | 'disk freed'
  | `${Program} ${'frozen' | 'thawed' | 'killed'}`

/** Faults that last, with what takes each back. `own`: only a kernel of its own can be made to do it. */
export const lasting: { act: FaultAct; undo: FaultAct; own?: true }[] = [
  { act: 'power off', undo: 'power on' },
  { act: 'cable out', undo: 'cable in' },
  { act: 'link slow', undo: 'link good', own: true },
  { act: 'link lossy', undo: 'link good', own: true },
  { act: 'link corrupt', undo: 'link good', own: true },
  { act: 'vrrp blocked', undo: 'vrrp open', own: true },
  { act: 'clock ahead', undo: 'clock right', own: true },
  { act: 'disk full', undo: 'disk freed', own: true },
  ...programs.map((name) => ({ act: `${name} frozen` as const, undo: `${name} thawed` as const })),
]

export const faultActs = [
  ...new Set([
    ...lasting.flatMap(({ act, undo }) => [act, undo]),
    ...programs.map((name) => `${name} killed` as const),
  ]),
] as [FaultAct, ...FaultAct[]]

/** What takes a fault back; undefined for what is over at once. */
export const undoing = (act: FaultAct): FaultAct | undefined => lasting.find((fault) => fault.act === act)?.undo
