import { crowd } from '../crowd'
import { log } from '../log'

/** Milliseconds of work after which everybody else is let in. */
const turnMs = 5
/** How many times as long as it worked it rests, while several people are connected: drawing gets a fifth of the time. */
const restFactor = 4

type Step = () => void

/** One screen's steps, done in their order. */
export class Lane {
  private readonly steps: Step[] = []

  constructor(private readonly turns: Turns) {}

  add(step: Step): void {
    if (this.steps.push(step) === 1) this.turns.line(this)
  }

  /** Does the next step; says whether there are more. */
  step(): boolean {
    this.steps[0]?.()
    this.steps.shift()
    return this.steps.length > 0
  }

  /** Forgets the step that failed. */
  skip(): boolean {
    this.steps.shift()
    return this.steps.length > 0
  }
}

/**
 * Shares the event loop among screens: one step of each in turn, and after a few milliseconds everything else that waits.
 * Each step must be short of itself; after one that was not, the others get as long.
 */
export class Turns {
  private lanes: Lane[] = []
  private running = false

  line(lane: Lane): void {
    this.lanes.push(lane)
    if (this.running) return
    this.running = true
    setImmediate(() => this.run())
  }

  private run(): void {
    const began = performance.now()
    let tookMs = 0
    while (this.lanes.length > 0 && tookMs < turnMs) {
      const lane = this.lanes.shift()
      if (lane && this.step(lane)) this.lanes.push(lane)
      tookMs = performance.now() - began
    }
    this.running = this.lanes.length > 0
    if (!this.running) return
    if (crowd.many || tookMs > 2 * turnMs) setTimeout(() => this.run(), (crowd.many ? restFactor : 1) * tookMs)
    else setImmediate(() => this.run())
  }

  private step(lane: Lane): boolean {
    try {
      return lane.step()
    } catch (error) {
      // One screen's failure is not the others'.
      log.error({ error: String(error) }, 'a terminal’s screen failed')
      return lane.skip()
    }
  }
}
