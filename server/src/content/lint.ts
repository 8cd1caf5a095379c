/** Everything that can be found wrong with a lab without running it. */
import type { Finding, LoadedLab } from './lab'
import { sorted } from './finding'
import { addresses, topology } from './rules/addresses'
import { alternatives } from './rules/alternatives'
import { checks } from './rules/checks'
import { bothLanguages } from './rules/languages'
import { links } from './rules/links'
import { nodes } from './rules/nodes'
import type { Rule } from './rules/subject'

const rules: Rule[] = [nodes, topology, addresses, checks, alternatives, bothLanguages, links]

/** The findings of loading plus those of the rules, by file and line. A lab that could not be loaded has only the former. */
export function lintLab({ lab, sources, findings }: LoadedLab, all: LoadedLab[]): Finding[] {
  if (!lab || !sources) return sorted(findings)
  return sorted([...findings, ...rules.flatMap((rule) => rule({ lab, sources, all }))])
}
