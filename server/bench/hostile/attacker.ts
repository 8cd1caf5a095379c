import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'
import type { Payload, Requests } from '@contract/socket'
import { pack } from 'tar-stream'
import type { Engine } from '../../src/engine/engine'
import { engineCall } from '../../src/engine/engine'
import { findSessions } from '../../src/engine/survey'
import { BenchError } from '../error'
import type { Client } from '../client'
import { light } from '../lab'
import { Learner } from '../learner'
import { Told } from './told'

/** A learner who means harm: root in their node, and a browser that sends what it likes. */
export class Attacker {
  readonly lab = light.id
  /** The terminal that is open. */
  readonly shell = `${light.node}/1`
  readonly told = new Told()
  /** The attack's time is over: nothing more is sent. */
  over = false
  readonly ended: Promise<void>
  private end: () => void = () => undefined

  private constructor(
    private readonly learner: Learner,
    private readonly container: Docker.Container,
  ) {
    this.ended = new Promise((resolve) => (this.end = resolve))
    this.client.hear((_event, payload) => this.told.hear(payload))
  }

  /** Joins, starts the lab and waits for its prompt. */
  static async join(engine: Engine, origin: string, code: string, name: string): Promise<Attacker> {
    const learner = await Learner.join(origin, code, name)
    const session = (await findSessions(engine)).find((each) => each.learner === learner.id)
    const id = session?.nodes[0]?.machine.id
    if (!id) throw new BenchError('bench.node', `The engine does not have the node of ${name}`)
    return new Attacker(learner, engine.docker.getContainer(id))
  }

  get client(): Client {
    return this.learner.client
  }

  /** Types in a terminal. */
  type(text: string, shell = this.shell): void {
    this.client.send('shell.input', { lab: this.lab, shell, data: text })
  }

  /** Puts a program of their own where another was, as they could by typing. */
  async put(path: string, program: string): Promise<void> {
    const tar = pack()
    tar.entry({ name: path.slice(1), mode: 0o755 }, program)
    tar.finalize()
    await engineCall(`writing ${path}`, () => this.container.putArchive(tar as never, { path: '/' }))
  }

  /** Starts a script as root in the node, as they could by typing; nobody waits for it. */
  async start(script: string): Promise<void> {
    await engineCall('starting a script', async () => {
      const exec = await this.container.exec({ Cmd: ['bash', '-c', script] })
      await exec.start({ Detach: true })
    })
  }

  /** Asks the server; what is refused is what they were told. */
  async ask<K extends keyof Requests>(event: K, payload: Payload<K>): Promise<void> {
    try {
      await this.client.ask(event, payload)
    } catch (error) {
      this.told.hear(error)
    }
  }

  /** Does something again and again until the time is over, `times` at most; every so often others get their turn. */
  async again(times: number, work: (time: number) => void | Promise<void>): Promise<void> {
    for (let time = 0; time < times && !this.over; time++) {
      await work(time)
      await sleep(1)
    }
  }

  stop(): void {
    this.over = true
    this.end()
  }

  /** Leaves. The lab is ended if the server still does that. */
  async leave(): Promise<void> {
    this.stop()
    await Promise.race([this.ask('lab.stop', { lab: this.lab }), sleep(10_000, null, { ref: false })])
    this.learner.close()
  }
}
