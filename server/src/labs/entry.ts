import { problemOf } from '@contract/problems/catalogue'
import type { LabEntry, SessionView } from '@contract/view'
import { commandsOf } from '../content/commands'
import type { Finding, LoadedLab } from '../content/lab'
import { brokenBy } from '../content/library'
import type { Progress } from '../store/progress'
import { needOf } from './need'

/** A lab that cannot be read has only its name. */
const bare = {
  tagline: { en: '', zh: '' },
  summary: { en: '', zh: '' },
  track: 'lvs',
  order: 999,
  level: 'beginner',
  modules: [],
  before: [],
  network: { cidr: '', vips: [] },
  nodes: [],
  memory: 0,
  steps: [],
  commands: [],
  currentStep: '',
} satisfies Partial<LabEntry>

/** A lab as the page lists it: its text, how far the learner is, and whether it runs. */
export function entryOf(
  { id, lab }: LoadedLab,
  findings: Finding[],
  progress: Progress,
  session: SessionView | null,
): LabEntry {
  const problems = findings
    .filter(({ severity }) => severity === 'error')
    .map((finding) => problemOf('lab.broken', brokenBy(id, finding)))
  if (!lab) {
    const title = { en: id, zh: id }
    return { id, title, ...bare, problems, session }
  }
  const { spec } = lab
  const nodes = Object.entries(spec.nodes).map(([name, { role, kernel, address, memory, services }]) => {
    return { name, role, kernel, address, memory, services }
  })
  const steps = lab.steps.map(({ id: step, title, minutes, excerpt, checks, blocks }) => ({
    id: step,
    title,
    minutes,
    excerpt,
    checks: checks.map((check) => ({ id: check.id, title: check.title })),
    runs: blocks.filter(({ type }) => type === 'run').length,
    files: blocks.filter(({ type }) => type === 'file').length,
    done: progress.finished.has(step),
  }))
  const { title, tagline, summary, track, order, level, modules, before } = spec
  const network = { cidr: spec.network.cidr, vips: spec.network.vips }
  const { memory } = needOf(Object.values(spec.nodes))
  const currentStep = steps.find((step) => step.id === progress.place)?.id ?? steps[0]?.id ?? ''
  const commands = commandsOf(lab.steps.flatMap(({ blocks }) => blocks))
  const about = { id, title, tagline, summary, track, order, level, modules, before }
  return { ...about, network, nodes, memory, steps, commands, currentStep, problems, session }
}
