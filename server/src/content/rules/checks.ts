import type { CheckSpec } from '@contract/lesson'
import type { Finding } from '../finding'
import { didYouMean } from '../nearest'
import { type YamlFile, type YamlPath, errorAt } from '../yaml'
import type { Rule } from './subject'

const idsOf = (items: readonly { id: string }[]) => items.map(({ id }) => id)

/** Names that must differ from each other. */
export function duplicates(
  file: YamlFile<unknown>,
  kind: string,
  items: readonly { id: string }[],
  path: (index: number) => YamlPath,
): Finding[] {
  const ids = idsOf(items)
  return ids.flatMap((id, i) =>
    ids.indexOf(id) < i ? [errorAt(file, path(i), `A second ${kind} '${id}'`, 'Give it another id')] : [],
  )
}

/** The way round from a check back to itself, if there is one. */
function circle(start: string, checks: CheckSpec[], way: string[] = []): string[] | undefined {
  const id = way.at(-1) ?? start
  for (const next of checks.find((check) => check.id === id)?.after ?? []) {
    if (next === start) return [...way, next]
    if (way.includes(next)) continue
    const found = circle(start, checks, [...way, next])
    if (found) return found
  }
  return undefined
}

/** Checks, hints and mistakes have names of their own, and the names they refer to exist. */
export const checks: Rule = ({ sources }) => [
  ...duplicates(sources.spec, 'step', sources.spec.value?.steps ?? [], (i) => ['steps', i, 'id']),
  ...sources.steps.flatMap(({ checks, mistakes }) => [
    ...ofChecks(checks),
    ...(mistakes ? ofMistakes(mistakes, checks.value ?? []) : []),
  ]),
]

function ofChecks(file: YamlFile<CheckSpec[]>): Finding[] {
  const all = file.value ?? []
  const ids = idsOf(all)
  const findings = duplicates(file, 'check', all, (i) => [i, 'id'])
  all.forEach((check, i) => {
    findings.push(...duplicates(file, 'hint', check.hints, (j) => [i, 'hints', j, 'id']))
    check.hints.forEach(({ id }, j) => {
      if (id !== 'general') return
      const path = [i, 'hints', j, 'id']
      findings.push(errorAt(file, path, "'general' is the check's own hint", 'Give this hint another id'))
    })
    check.after.forEach((name, j) => {
      if (ids.includes(name)) return
      const others = ids.filter((id) => id !== check.id)
      const message = `'${check.id}' comes after '${name}', which is no check of this step`
      findings.push(errorAt(file, [i, 'after', j], message, didYouMean(name, others)))
    })
    // Told once for each circle, at its first check.
    const round = circle(check.id, all)
    if (!round?.every((id) => ids.indexOf(id) >= i)) return
    const message = `The checks wait for each other: ${[check.id, ...round].join(' after ')}`
    findings.push(errorAt(file, [i, 'after'], message, 'Take one of them out of after'))
  })
  return findings
}

function ofMistakes(file: YamlFile<{ id: string; check: string; hint: string }[]>, checks: CheckSpec[]): Finding[] {
  const all = file.value ?? []
  const findings = duplicates(file, 'mistake', all, (i) => [i, 'id'])
  all.forEach(({ id, check, hint }, i) => {
    const caught = checks.find((candidate) => candidate.id === check)
    const hints = ['general', ...idsOf(caught?.hints ?? [])]
    if (!caught) {
      const message = `'${id}' is to be caught by '${check}', which is no check of this step`
      findings.push(errorAt(file, [i, 'check'], message, didYouMean(check, idsOf(checks))))
    } else if (!hints.includes(hint)) {
      const message = `The check '${check}' has no hint '${hint}'`
      findings.push(errorAt(file, [i, 'hint'], message, didYouMean(hint, hints)))
    }
  })
  return findings
}
