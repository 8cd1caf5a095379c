import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Felt } from './felt'
import type { VictimPlace } from './victim-thread'

/** The learner who works meanwhile: victim-thread.ts, seen from here. Who makes one has it leave. */
export class Victim {
  private failure: unknown

  private constructor(private readonly worker: Worker) {
    worker.on('error', (error) => (this.failure = error))
  }

  /** Lets one in, and waits until all is measured that is to be. */
  static async join(place: VictimPlace): Promise<Victim> {
    // All measurements are one file, which knows what to do in a thread (main.ts).
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: place })
    await once(worker, 'message')
    return new Victim(worker)
  }

  /** What was felt since it was last asked. */
  private async take(): Promise<Felt> {
    if (this.failure !== undefined) throw this.failure as Error
    const answer = once(this.worker, 'message') as Promise<[Felt]>
    this.worker.postMessage('take')
    return (await answer)[0]
  }

  /** What is felt from now on, for so many milliseconds and as long as `done` is not done. */
  async feel(ms: number, done: Promise<unknown> = Promise.resolve()): Promise<Felt> {
    await this.take()
    await Promise.all([sleep(ms), done])
    return this.take()
  }

  async leave(): Promise<void> {
    await this.worker.terminate()
  }
}
