import { signal } from '@preact/signals'
import type { IpvsServer, NodeState } from '@contract/state'
import { holders } from '@contract/state'
import { contraries } from './pair'

/** What the open lab's nodes do, and since when: the facts behind the live picture. */

/** A row that left an IPVS table stays in the picture for this long, in milliseconds. */
const goneFor = 60_000

export const states = signal<ReadonlyMap<string, NodeState>>(new Map())

/** A fact's value now and when it became so; 0: it was so when first seen. */
interface Fact {
  value: string
  since: number
}
const facts = new Map<string, Fact>()
/** Nodes seen at least once: what one does at first sight is no change. */
const seen = new Set<string>()
/** Rows that left, by node and service. */
const gone = new Map<string, { server: IpvsServer; at: number }[]>()

export const rowsKey = (node: string, service: string) => `${node} ipvs ${service}`
export const pairKey = (node: string, service: string, address: string) => `${node} pair ${service} ${address}`
export const vipKey = (vip: string) => `vip ${vip}`
export const vrrpKey = (node: string, instance: string) => `${node} vrrp ${instance}`
export const ownsKey = (node: string) => `${node} owns`
export const drbdKey = (node: string, minor: number) => `${node} drbd ${minor}`

/** When the fact became what it is, in milliseconds since 1970; 0 when it was so from the beginning. */
export const sinceOf = (key: string): number => facts.get(key)?.since ?? 0

/** Servers that left a service's table within the last minute. */
export const goneFrom = (node: string, service: string, now: number) =>
  (gone.get(rowsKey(node, service)) ?? []).filter(({ at }) => now - at < goneFor)

function note(key: string, value: string, at: number): void {
  const before = facts.get(key)
  if (before?.value === value) return
  facts.set(key, { value, since: before ? at : 0 })
}

function noteRows(node: string, before: NodeState | undefined, now: NodeState): void {
  for (const { name, servers } of now.ipvs) {
    const key = rowsKey(node, name)
    const had = before?.ipvs.find((service) => service.name === name)?.servers ?? []
    const has = (address: string) => servers.some((server) => server.address === address)
    const left = had.filter(({ address }) => !has(address)).map((server) => ({ server, at: now.at }))
    const still = (gone.get(key) ?? []).filter(({ server, at }) => !has(server.address) && now.at - at < goneFor)
    gone.set(key, [...still, ...left])
    for (const { address, weight } of servers) note(`${key} ${address}`, `in ${weight}`, now.at)
    for (const { server } of left) facts.delete(`${key} ${server.address}`)
  }
}

/** Notes since when rows differ from their pair's: a check that runs some seconds later there is no difference yet. */
function notePairs(all: ReadonlyMap<string, NodeState>, at: number): void {
  for (const [node, { ipvs }] of all)
    for (const { name, servers } of ipvs)
      for (const row of servers)
        note(pairKey(node, name, row.address), contraries(node, name, row, all).length > 0 ? 'differs' : 'same', at)
}

/** Takes in what a node does now; null: it is not known. `vips` are the lab's. */
export function takeState(node: string, state: NodeState | null, vips: string[]): void {
  const before = states.peek()
  const now = new Map(before)
  if (state) {
    now.set(node, state)
    for (const { name, state: vrrp } of state.vrrp) note(vrrpKey(node, name), vrrp, state.at)
    if (state.heartbeat) note(ownsKey(node), state.heartbeat.groups.join(), state.at)
    for (const { minor, ...device } of state.drbd) note(drbdKey(node, minor), device.role + device.disk, state.at)
    noteRows(node, before.get(node), state)
  } else now.delete(node)
  const at = state && !seen.has(node) ? 0 : (state?.at ?? Date.now())
  notePairs(now, at)
  for (const vip of vips) note(vipKey(vip), holders(vip, now).join(' '), at)
  if (state) seen.add(node)
  states.value = now
}

/** Forgets everything: another lab, or none. */
export function forgetStates(): void {
  facts.clear()
  seen.clear()
  gone.clear()
  states.value = new Map()
}
