import { LabError } from '../errors'

/** Requests of one person that may be under way at once, from all their windows: a page asks a dozen at most. */
const most = 48

/** Counts each person's requests under way: some are work for the engine, and nobody may pile that up. */
export class UnderWay {
  private readonly counts = new Map<string, number>()

  /** Does it as one of the person's. Error `request.many` where there are too many already. */
  async run<T>(person: string, work: () => Promise<T>): Promise<T> {
    const count = this.counts.get(person) ?? 0
    if (count >= most) throw new LabError('request.many')
    this.counts.set(person, count + 1)
    try {
      return await work()
    } finally {
      const left = (this.counts.get(person) ?? 1) - 1
      if (left > 0) this.counts.set(person, left)
      else this.counts.delete(person)
    }
  }
}
