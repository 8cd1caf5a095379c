import { languages } from '@contract/lesson'
import { type Finding, error, warning } from '../finding'
import { didYouMean } from '../nearest'
import type { Rule } from './subject'

/** Links between lessons, and the labs to do first, lead somewhere. */
export const links: Rule = ({ lab, sources, all }) => {
  const findings: Finding[] = []
  const ids = all.map(({ id }) => id)
  const { file, at } = sources.spec
  lab.spec.before.forEach((id, i) => {
    const others = ids.filter((other) => other !== lab.id)
    if (!others.includes(id))
      findings.push(
        warning(file, at(['before', i]), `There is no other lab '${id}' to do first`, didYouMean(id, others)),
      )
  })
  for (const { texts } of sources.steps) {
    for (const { file, links } of languages.flatMap((language) => texts[language] ?? [])) {
      for (const link of links) {
        const target = all.find(({ id }) => id === link.lab)
        const dead = (cure: string) =>
          void findings.push(error(file, { line: link.line }, `The link '${link.href}' leads nowhere`, cure))
        if (!target) dead(`${link.lab} is no lab. ${didYouMean(link.lab, ids)}`)
        const steps = target?.lab?.steps.map(({ id }) => id)
        if (steps && link.step !== undefined && !steps.includes(link.step))
          dead(`${link.step} is no step of ${link.lab}. ${didYouMean(link.step, steps)}`)
      }
    }
  }
  return findings
}
