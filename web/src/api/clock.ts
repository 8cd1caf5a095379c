/** Milliseconds of difference that the way of an answer, and a time told in whole seconds, can explain. */
const explained = 2000

/** By how much the server's clock is ahead, from when it was asked, when it answered (here), and the time it told. */
export function aheadBy(asked: number, answered: number, told: number): number {
  // What is told is cut off to a second: it was half a second later on the average.
  const difference = told + 500 - (asked + answered) / 2
  return Math.abs(difference) > explained ? difference : 0
}

let ahead = 0

/** The time on the server's clock, in which everything that happens is told. */
export const serverNow = () => Date.now() + ahead

/** Compares the clocks: the countdown of a lab must be right on a machine whose clock is not. */
export async function compareClocks(): Promise<void> {
  const asked = Date.now()
  const { headers } = await fetch('/health', { cache: 'no-store' })
  ahead = aheadBy(asked, Date.now(), Date.parse(headers.get('Date') ?? ''))
}
