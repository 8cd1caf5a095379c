import { languages } from '@contract/lesson'
import { type Finding, error } from '../finding'
import { didYouMean } from '../nearest'
import { type YamlFile, type YamlPath, errorAt } from '../yaml'
import type { Rule } from './subject'

/** MiB that a kernel of its own needs to boot and to load modules. */
const ownKernelMemory = 64

/** Nodes that blocks, checks, hints, mistakes and alternatives name are nodes of the lab; those with a kernel of their own can boot. */
export const nodes: Rule = ({ lab, sources }) => {
  const known = Object.keys(lab.spec.nodes)
  const findings: Finding[] = []
  const unknown = (name: string) => !known.includes(name)
  const words = (name: string) => [`The lab has no node '${name}'`, didYouMean(name, known)] as const
  const inYaml = (file: YamlFile<unknown>, path: YamlPath, name: string | undefined) => {
    if (name !== undefined && unknown(name)) findings.push(errorAt(file, path, ...words(name)))
  }

  for (const [name, { kernel, memory, disk }] of Object.entries(lab.spec.nodes)) {
    const wrong = (key: string, message: string, cure: string) =>
      findings.push(errorAt(sources.spec, ['nodes', name, key], `${name} has ${message}`, cure))
    if (kernel === 'host' && disk !== undefined)
      wrong('disk', "a disk, and the host's kernel", 'Give it kernel: own, or take the disk away')
    if (kernel === 'own' && memory < ownKernelMemory) {
      const message = `a kernel of its own and ${memory} MiB of memory: too little to boot`
      wrong('memory', message, `Give at least ${ownKernelMemory}`)
    }
  }
  for (const { texts, checks, mistakes, alternatives } of sources.steps) {
    for (const language of languages)
      for (const { block, line } of texts[language]?.blocks ?? [])
        for (const name of block.nodes.filter(unknown))
          findings.push(error(texts[language]?.file ?? '', { line }, ...words(name)))
    checks.value?.forEach((check, i) => {
      inYaml(checks, [i, 'node'], check.node)
      check.hints.forEach((hint, j) => inYaml(checks, [i, 'hints', j, 'node'], hint.node))
    })
    for (const file of [mistakes, alternatives]) file?.value?.forEach(({ node }, i) => inYaml(file, [i, 'node'], node))
  }
  return findings
}
