/** How many windows have each lab open: its owner's, and those of others. */
export class Followers {
  private readonly counts = { own: new Map<string, number>(), guest: new Map<string, number>() }

  /** A window opens a lab (1) or leaves it (-1). */
  change(lab: string, by: 1 | -1, whose: 'own' | 'guest'): void {
    const counts = this.counts[whose]
    counts.set(lab, Math.max(0, (counts.get(lab) ?? 0) + by))
  }

  /** Whether the owner has it open. */
  owner(lab: string): boolean {
    return (this.counts.own.get(lab) ?? 0) > 0
  }

  /** Whether anybody has it open. */
  anybody(lab: string): boolean {
    return this.owner(lab) || (this.counts.guest.get(lab) ?? 0) > 0
  }
}
