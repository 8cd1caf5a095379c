import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { LabError } from '../errors'
import { log } from '../log'
import type { Finding, Lab, LoadedLab, Step } from './lab'
import { lintLab } from './lint'
import { loadLab, loadLabs } from './load'
import { watchLabs } from './watch'

/** The parameters of `lab.broken`. */
export const brokenBy = (lab: string, { file, line, message, cure }: Finding) => ({
  lab,
  place: `${file}:${line}`,
  error: message,
  cure,
})

/** All lessons, kept up to date while their files are edited. Emits `changed` with the lab's id. */
export class Library extends EventEmitter<{ changed: [lab: string] }> {
  private readonly labs = new Map<string, LoadedLab>()
  private readonly linted = new Map<string, Finding[]>()
  private watcher: { close(): void } | null = null

  private constructor(private readonly root: string) {
    super()
  }

  static async open(root: string): Promise<Library> {
    const library = new Library(root)
    for (const loaded of await loadLabs(root)) library.labs.set(loaded.id, loaded)
    return library
  }

  /** Follows edits from now on. */
  watch(): void {
    this.watcher ??= watchLabs(this.root, (id) => void this.reload(id))
  }

  private async reload(id: string): Promise<void> {
    try {
      const loaded = await loadLab(this.root, id)
      // A folder without lab.yaml is no lab: it was removed, or is not one yet.
      if (existsSync(join(this.root, id, 'lab.yaml'))) this.labs.set(id, loaded)
      else this.labs.delete(id)
      this.linted.clear()
      this.emit('changed', id)
    } catch (error) {
      log.warn({ lab: id, error: String(error) }, 'an edited lesson cannot be read')
    }
  }

  /** Every lab, broken ones included, in the order of the curriculum. */
  all(): LoadedLab[] {
    return [...this.labs.values()].sort((a, b) => (a.lab?.spec.order ?? Infinity) - (b.lab?.spec.order ?? Infinity))
  }

  private loaded(id: string): LoadedLab {
    const loaded = this.labs.get(id)
    if (!loaded) throw new LabError('lab.unknown', { lab: id, labs: [...this.labs.keys()].join(', ') })
    return loaded
  }

  /** A lab as loaded, broken or not, and everything that is wrong with its files. */
  report(id: string): { loaded: LoadedLab; findings: Finding[] } {
    const loaded = this.loaded(id)
    const findings = this.linted.get(id) ?? lintLab(loaded, this.all())
    this.linted.set(id, findings)
    return { loaded, findings }
  }

  private broken(id: string): LabError {
    const first = this.report(id).findings.find(({ severity }) => severity === 'error')
    if (!first) throw new Error(`the lab ${id} cannot be read, and nothing is wrong with it`)
    return new LabError('lab.broken', brokenBy(id, first))
  }

  /** The lab as it can be read, or the error that says why it cannot. */
  lab(id: string): Lab {
    const { lab } = this.loaded(id)
    if (!lab) throw this.broken(id)
    return lab
  }

  /** The lab to be started: nothing at all may be wrong with it. */
  startable(id: string): Lab {
    if (this.report(id).findings.some(({ severity }) => severity === 'error')) throw this.broken(id)
    return this.lab(id)
  }

  step(lab: string, id: string): Step {
    const step = this.lab(lab).steps.find((candidate) => candidate.id === id)
    if (!step) throw new LabError('step.unknown', { lab, step: id })
    return step
  }

  close(): void {
    this.watcher?.close()
    this.removeAllListeners()
  }
}
