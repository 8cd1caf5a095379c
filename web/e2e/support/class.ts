import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ClassInput, ClassView } from '@contract/classroom'
import { Page as Seat } from '../../../server/test/support/page'
import type { LabServer } from './server'

const fixtures = fileURLToPath(new URL('../../../server/test/fixtures/labs', import.meta.url))

/** A labs folder of the test's own with one small lab, `tiny`, of two steps. */
export function twoSteps(): string {
  const labs = mkdtempSync(join(tmpdir(), 'lvs-lab-e2e-labs-'))
  const lab = join(labs, 'tiny')
  cpSync(join(fixtures, 'tiny'), lab, { recursive: true })
  cpSync(join(lab, '01-first-request'), join(lab, '02-once-more'), { recursive: true })
  const list = join(lab, 'lab.yaml')
  writeFileSync(list, `${readFileSync(list, 'utf8').trimEnd()}\n  - { id: 02-once-more, minutes: 1 }\n`)
  return labs
}

/** An instructor at the server's other end, and a class. */
export class Instructor {
  private constructor(
    private readonly seat: Seat,
    readonly held: ClassView,
  ) {}

  static async open(server: LabServer, input: Partial<ClassInput> = {}): Promise<Instructor> {
    const seat = await Seat.open(server)
    const usual = {
      title: 'Tuesday group',
      labs: ['tiny'],
      capacity: 30,
      language: 'en',
      minutes: 120,
      idle: 120,
      ends: null,
    }
    const made = await seat.ask('class.make', { ...usual, ...input })
    if (!made.ok) throw new Error(made.problem.message)
    return new Instructor(seat, made.value)
  }

  /** Asks something about the class, which must be granted. */
  async ask(...[event, about]: [event: Parameters<Seat['ask']>[0], about: object]): Promise<unknown> {
    const answer = await this.seat.ask(event, about)
    if (!answer.ok) throw new Error(`${event}: ${answer.problem.message}`)
    return answer.value
  }

  /** How the roster shows somebody now. */
  async learner(name: string) {
    const answer = await this.seat.ask('class.follow', { class: this.held.id })
    if (!answer.ok) throw new Error(answer.problem.message)
    const found = answer.value.learners.find((learner) => learner.name === name)
    if (!found) throw new Error(`Nobody named ${name} has joined`)
    return found
  }

  close(): void {
    this.seat.close()
  }
}
