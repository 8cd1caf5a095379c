interface Asked<In, Out> {
  item: In
  resolve: (result: Out) => void
  reject: (error: unknown) => void
}

/** Does things together whose doing has a price of its own: what comes while a batch is under way shares the next. */
export class Batch<In, Out> {
  private waiting: Asked<In, Out>[] = []
  private busy = false

  /** `work` gives a result for each item, in order; what it throws is everybody's. */
  constructor(private readonly work: (items: In[]) => Promise<Out[]>) {}

  ask(item: In): Promise<Out> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject })
      if (!this.busy) void this.go()
    })
  }

  private async go(): Promise<void> {
    this.busy = true
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0)
      try {
        const results = await this.work(batch.map(({ item }) => item))
        batch.forEach(({ resolve }, at) => resolve(results[at] as Out))
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    this.busy = false
  }
}
