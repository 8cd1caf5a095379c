import type { LearnerLab, LearnerRow } from '@contract/classroom'
import type { Workspace } from '../labs/workspace'
import type { Person } from '../store/people'

const phases = { starting: 'starting', running: 'running', stopping: 'none', failed: 'failed' } as const

/** The lab that runs, or was worked on last. */
function labOf(workspace: Workspace): string | null {
  const newest = workspace.labs.all().sort((a, b) => b.began - a.began)[0]
  if (newest) return newest.name
  const [last] = [...workspace.reached].sort(([, a], [, b]) => (b.placeAt ?? 0) - (a.placeAt ?? 0))
  return last?.[0] ?? null
}

/** How far the person is, by lab; labs that were never opened are left out. */
function labsOf(workspace: Workspace): Record<string, LearnerLab> {
  const labs: Record<string, LearnerLab> = {}
  for (const [lab, { finished, place, placeAt, passedAt }] of workspace.reached) {
    const running = workspace.labs.get(lab)
    if (place === null && finished.size === 0 && !running) continue
    const step = place ?? workspace.listing.entry(lab).currentStep
    labs[lab] = { done: [...finished], step, since: placeAt ?? running?.began ?? Date.now(), passedAt }
  }
  return labs
}

/** The checks of the step worked on, and the first that fails. */
function checksOf(workspace: Workspace, current: string | null): LearnerRow['checks'] {
  const view = current === null ? null : workspace.run(current).checks
  if (!view) return null
  const { lab, step, checks } = view
  const titles = workspace.listing.entry(lab).steps.find(({ id }) => id === step)?.checks ?? []
  const at = checks.findIndex(({ state }) => state === 'failed')
  const [check, title] = [checks[at], titles.find(({ id }) => id === checks[at]?.id)?.title]
  const failing = check &&
    title && {
      number: at + 1,
      title,
      ...(check.found !== undefined && { found: check.found }),
      ...(check.hint && { hint: check.hint.text }),
      ...workspace.lessons.attempts.of(lab, step, check.id),
    }
  return {
    passed: checks.filter(({ state }) => state === 'passed').length,
    of: checks.length,
    failing: failing ?? null,
  }
}

/** One learner as the roster shows them. */
export function rowOf(person: Person, workspace: Workspace): LearnerRow {
  const lab = labOf(workspace)
  const view = lab === null ? null : (workspace.labs.get(lab)?.view ?? null)
  const queued = view?.progress?.code.startsWith('queue.') ?? false
  const { awaySince, acted } = workspace.presence
  return {
    id: person.id,
    name: person.name,
    joined: person.at,
    removed: person.removed !== null,
    awaySince,
    lab,
    phase: queued ? 'queued' : view ? phases[view.phase] : 'none',
    ...(queued && { place: Number(view?.progress?.detail) }),
    ends: view?.limit?.at ?? null,
    labs: labsOf(workspace),
    checks: checksOf(workspace, lab),
    help: workspace.help,
    acted,
    company: workspace.watchers.helpers,
  }
}
