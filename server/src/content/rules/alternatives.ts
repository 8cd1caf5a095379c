import { type Finding, warning } from '../finding'
import type { StepSources } from '../lab'
import { duplicates } from './checks'
import { errorAt } from '../yaml'
import type { Rule } from './subject'

/** Alternatives have names of their own, and stand for blocks that are there. Steps without alternatives are listed. */
export const alternatives: Rule = ({ sources: { spec, steps } }) => {
  const without = steps.filter(({ alternatives }) => !alternatives).map(({ id }) => id)
  const missing = `No alternatives.yaml in ${without.join(', ')}: nothing shows that the checks accept another right answer`
  return [
    ...(without.length > 0
      ? [warning(spec.file, spec.at(['steps']), missing, 'Write one; [] where there is no other way')]
      : []),
    ...steps.flatMap(ofStep),
  ]
}

function ofStep({ alternatives: file, texts }: StepSources): Finding[] {
  if (!file?.value) return []
  const blocks = texts.en?.blocks ?? []
  const findings = duplicates(file, 'alternative', file.value, (i) => [i, 'id'])
  file.value.forEach(({ id, node, instead }, i) => {
    if (instead === undefined) return
    const block = blocks.find(({ block }) => block.id === instead)?.block
    const wrong = (message: string, cure: string) => findings.push(errorAt(file, [i, 'instead'], message, cure))
    if (!block) {
      const cure = `The step has the blocks b1 to b${blocks.length}`
      wrong(`'${id}' stands for the block '${instead}', which the step has not`, cure)
    } else if (!block.nodes.includes(node)) {
      const cure = `Name another block, or node: ${block.nodes.join(' or ')}`
      wrong(`'${id}' is made on ${node}, but '${instead}' is for other nodes`, cure)
    }
  })
  return findings
}
