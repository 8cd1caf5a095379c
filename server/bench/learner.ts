import { setTimeout as sleep } from 'node:timers/promises'
import { BenchError } from './error'
import { Client } from './client'
import { light } from './lab'
import type { Tap } from './tap'
import { promptMark } from './tap'

/** What a learner types, again and again. */
const commands = ['ip -br address', 'ls -l /etc', 'cat /proc/meminfo', 'echo a line of words', 'ps aux']
/** Milliseconds between two keystrokes, and between two commands. */
const [key, thought] = [150, 700]

const shell = `${light.node}/1`

/** One learner's browser, from joining to typing, as the page does it. */
export class Learner {
  private constructor(
    readonly id: string,
    readonly client: Client,
    /** The terminal that is open. */
    readonly tap: Tap,
    /** Milliseconds from joining to the first prompt. */
    readonly took: number,
  ) {}

  static async join(origin: string, code: string, name: string): Promise<Learner> {
    const began = performance.now()
    const answer = await fetch(`${origin}/join`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ code, name }),
    })
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0]
    if (!cookie) throw new BenchError('bench.join', `${name} was not let in: ${await answer.text()}`)
    const client = await Client.with(origin, cookie)
    const lab = light.id
    try {
      const [{ id }] = await Promise.all([
        client.ask('me.watch', {}),
        client.ask('catalogue.watch', {}),
        client.ask('lab.follow', { lab }),
        client.ask('step.read', { lab, step: light.step, language: 'en' }),
      ])
      const failed = client.until('session', ({ session }) => session?.phase === 'failed')
      await client.ask('lab.start', { lab })
      const tap = client.tap(lab, shell)
      const prompt = tap.until(promptMark)
      await client.attach(lab, shell)
      const refused = failed.then(() => {
        throw new BenchError('bench.start', `The lab of ${name} does not start`)
      })
      const at = await Promise.race([prompt, refused])
      return new Learner(id, client, tap, at - began)
    } catch (error) {
      client.close()
      throw error
    }
  }

  /** Types commands until that moment; gives the milliseconds that each keystroke's echo took. */
  async type(until: number): Promise<number[]> {
    const echoes: number[] = []
    await this.client.ask('step.enter', { lab: light.id, step: light.step })
    for (let at = 0; performance.now() < until; at++) {
      for (const letter of commands[at % commands.length] ?? '') {
        await sleep(key)
        const echo = this.tap.next()
        const began = performance.now()
        this.tap.type(letter)
        echoes.push((await echo) - began)
      }
      await this.tap.run('')
      await sleep(thought)
    }
    return echoes
  }

  close(): void {
    this.client.close()
  }
}
