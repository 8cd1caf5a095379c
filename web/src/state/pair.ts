import type { IpvsServer, NodeState } from '@contract/state'

/** What another director has in place of a row; null: no such row. */
export interface Contrary {
  node: string
  server: IpvsServer | null
}

/**
 * How other directors' tables contradict a row of this node's, where they have the same service and anything in it. Sync
 * daemons and connections are each director's own.
 */
export function contraries(
  node: string,
  service: string,
  row: IpvsServer,
  states: ReadonlyMap<string, NodeState>,
): Contrary[] {
  return [...states].flatMap(([other, { ipvs }]): Contrary[] => {
    const servers = ipvs.find(({ name }) => name === service)?.servers ?? []
    if (other === node || servers.length === 0) return []
    const server = servers.find(({ address }) => address === row.address) ?? null
    return server?.weight === row.weight && server.method === row.method ? [] : [{ node: other, server }]
  })
}
