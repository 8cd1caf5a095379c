import { ensureDiskProbe } from '../engine/disk-probe'
import { nodeImage } from '../engine/image'
import { type FoundSession, endedLast, findNetworks, findSessions, removeAll } from '../engine/survey'
import { LabError } from '../errors'
import { log } from '../log'
import type { Recovery } from './recovery'
import { resume } from './resume'
import { RunningLab } from './running-lab'
import type { RunningLabs } from './running-labs'
import type { Owner } from './start'

/** Milliseconds after which a lab that somebody else started is looked for: it is taken over once it is whole. */
const soonMs = 3000

/** Takes over labs that run on the engine and were not started here: before a restart, or from the command line. */
export class Adoption {
  private timer: NodeJS.Timeout | null = null

  constructor(
    private readonly owner: Owner,
    private readonly labs: RunningLabs,
    private readonly recovery: Recovery,
  ) {}

  /** A node that nobody here knows was started: from the command line. */
  soon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null
      this.takeOverAll(false).catch((error: unknown) =>
        log.warn({ error: String(error) }, 'a lab could not be taken over'),
      )
    }, soonMs).unref()
  }

  /**
   * Takes over what runs on the engine already. With `tidy`, removes what a cut-short start or stop left behind; without,
   * leaves it alone: another process may be starting it just now.
   */
  async takeOverAll(tidy: boolean): Promise<void> {
    const { learner, purpose } = this.owner
    const engine = await this.owner.engine()
    const networks = tidy ? await findNetworks(engine, learner, purpose) : []
    const sessions = (await findSessions(engine)).filter((found) => found.learner === learner)
    for (const id of networks)
      if (![...sessions, ...this.labs.all()].some((known) => known.id === id)) await removeAll(engine, id)
    const taken: FoundSession[] = []
    for (const found of sessions) {
      if (found.purpose !== purpose || this.labs.all().some(({ id }) => id === found.id)) continue
      if (!found.whole || this.labs.get(found.lab) || taken.some(({ lab }) => lab === found.lab)) {
        if (!tidy) continue
        log.warn({ session: found.id, lab: found.lab }, 'removing a lab that was cut short')
        await removeAll(engine, found.id)
        if (found.unreadable > 0) this.tellUnreadable(found)
        continue
      }
      taken.push(found)
    }
    await Promise.all(taken.map((found) => this.takeOver(found)))
  }

  /** Its page says why it is gone. */
  private tellUnreadable({ id, lab: name, since }: FoundSession): void {
    if (this.labs.get(name)) return
    const lab = new RunningLab(id, name, {}, since)
    this.labs.add(lab)
    lab.become('failed', new LabError('lab.unreadable', { lab: name }))
  }

  /** Takes over one lab: whatever it holds, it neither fails nor holds up another. */
  private async takeOver(found: FoundSession): Promise<void> {
    const specs = Object.fromEntries(found.nodes.map(({ name, spec }) => [name, spec]))
    const lab = new RunningLab(found.id, found.lab, specs, found.since)
    this.owner.capacity.hold(lab.id, Object.values(specs))
    this.labs.add(lab)
    try {
      await resume(lab, found, () => this.labs.get(found.lab) === lab)
      // Nothing of it runs: the engine, or its machine, has been restarted, or its learner has switched all off.
      if (!found.nodes.some(({ running }) => running)) {
        const probe = await ensureDiskProbe(await this.owner.engine(), nodeImage())
        const ended = await endedLast(found.nodes, probe.startedAt)
        this.recovery.owe(ended.map(({ name }) => lab.node(name)))
      }
    } catch (error) {
      log.error({ session: found.id, lab: found.lab, error: String(error) }, 'a lab could not be taken over')
      lab.become('failed', error)
    }
  }
}
