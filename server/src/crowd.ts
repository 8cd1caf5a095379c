/** Who is connected, counted by window. While several people are, none of them may keep the server from the others. */
class Crowd {
  private readonly windows = new Map<string, number>()

  /** Whether several people are connected. */
  get many(): boolean {
    return this.windows.size > 1
  }

  /** A window of this person is connected. */
  enter(person: string): void {
    this.windows.set(person, (this.windows.get(person) ?? 0) + 1)
  }

  /** It no longer is. */
  leave(person: string): void {
    const left = (this.windows.get(person) ?? 0) - 1
    if (left > 0) this.windows.set(person, left)
    else this.windows.delete(person)
  }
}

export const crowd = new Crowd()
