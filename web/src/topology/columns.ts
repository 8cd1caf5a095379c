import type { LabEntry } from '@contract/view'

type Node = LabEntry['nodes'][number]

/** Clients, then directors, proxies and cluster nodes, then real servers; columns without nodes are left out. */
export function columnsOf(nodes: Node[]): Node[][] {
  const column = ({ role }: Node) => (role === 'client' ? 0 : role === 'real-server' ? 2 : 1)
  return [0, 1, 2].map((at) => nodes.filter((node) => column(node) === at)).filter((column) => column.length > 0)
}

/** Height of the middle of the nth of `count` nodes in a column, in percent. */
export const middle = (at: number, count: number): string => `${(((at + 0.5) / count) * 100).toFixed(3)}%`
