import { type LabSpec, languages } from '@contract/lesson'
import { type Finding, error } from '../finding'
import { nearest } from '../nearest'
import { errorAt } from '../yaml'
import type { Rule } from './subject'

const number = (address: string) => address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)

/** First and last address of a network such as 10.0.0.0/24. */
function range(cidr: string): { first: number; last: number } {
  const [address = '', bits = '32'] = cidr.split('/')
  const size = 2 ** (32 - Number(bits))
  const first = Math.floor(number(address) / size) * size
  return { first, last: first + size - 1 }
}

/** An address in a text, also as a regular expression writes it: 10\.0\.0\.11. */
const written = /(?<![\d.])\d{1,3}(?:\\{0,2}\.\d{1,3}){3}(?!\d|\\{0,2}\.\d)/g

/** Nodes have addresses of the network, each its own. */
export const topology: Rule = ({ lab, sources }) => {
  const { spec } = sources
  const { network } = lab.spec
  const { first, last } = range(network.cidr)
  const owner = new Map<string, string>()
  const findings: Finding[] = []
  for (const [name, { address }] of Object.entries(lab.spec.nodes)) {
    const wrong = (message: string, cure: string) =>
      findings.push(errorAt(spec, ['nodes', name, 'address'], message, cure))
    const other = owner.get(address)
    owner.set(address, name)
    const value = number(address)
    if (other) wrong(`${name} and ${other} both have ${address}`, `Give ${name} another address`)
    if (value < first || value > last)
      wrong(`${address} of ${name} lies outside ${network.cidr}`, `Give ${name} an address of ${network.cidr}`)
    else if (value === first || value === last)
      wrong(`${address} is the network's own, not a host's`, `Give ${name} another address`)
  }
  network.vips.forEach((vip, i) => {
    const name = owner.get(vip)
    const message = `The virtual address ${vip} is ${name}'s own`
    if (name) findings.push(errorAt(spec, ['network', 'vips', i], message, 'Choose an address that no node has'))
  })
  return findings
}

function knownAddresses({ nodes, network }: LabSpec): string[] {
  return [...Object.values(nodes).map(({ address }) => address), ...network.vips, ...network.mentions]
}

/** Addresses in texts, blocks, checks and files that look like the lab's are the lab's. Mistakes may well name wrong ones. */
export const addresses: Rule = ({ lab, sources }) => {
  const { network } = lab.spec
  const known = new Set(knownAddresses(lab.spec))
  const networkAddress = network.cidr.split('/')[0] ?? ''
  const lookalike = (address: string) =>
    address.split('.').slice(0, 2).join('.') === networkAddress.split('.').slice(0, 2).join('.')
  const end = (address: string) => /\.(0|255)$/.test(address) || address === networkAddress
  const texts = sources.steps.flatMap(({ texts, checks }) => [
    ...languages.flatMap((language) => texts[language] ?? []).map(({ file, source }) => ({ file, text: source })),
    checks,
  ])
  // An address of lab.yaml's nodes is judged as such by `topology`; its files and texts are judged here.
  return [sources.spec, ...texts].flatMap(({ file, text }) =>
    text.split('\n').flatMap((content, index) =>
      [...content.matchAll(written)].flatMap((match) => {
        const address = match[0].replaceAll('\\', '')
        if (!lookalike(address) || known.has(address) || end(address)) return []
        const close = nearest(address, known)
        const cure = `${close ? `Did you mean ${close}? If not, list` : 'List'} it under network.mentions in lab.yaml`
        const place = { line: index + 1, column: match.index + 1 }
        return [error(file, place, `${address} belongs to no node and is no virtual address`, cure)]
      }),
    ),
  )
}
