import { type NodeSpec, nodeSchema } from '@contract/lesson'

/** Names and labels that tell whose a container is. What a session is can be read back from these alone. */
export const label = {
  installation: 'lvs-lab.installation',
  session: 'lvs-lab.session',
  lab: 'lvs-lab.lab',
  /** Whose it is. */
  learner: 'lvs-lab.learner',
  node: 'lvs-lab.node',
  /** JSON of NodeSpec without files: what is needed to run the node, whatever became of the lesson since. */
  spec: 'lvs-lab.spec',
  /** Number of nodes in the session: fewer found means a start or a stop that was cut short. */
  size: 'lvs-lab.size',
  kind: 'lvs-lab.kind',
  purpose: 'lvs-lab.purpose',
} as const

export const containerName = (session: string, node: string) => `lvs-lab-${session}-${node}`
/** The container that holds a session's network. */
export const switchName = (session: string) => `lvs-lab-${session}`

/** What a label says that a node is; null: nothing that can be run. */
export function specOf(text: string | undefined): NodeSpec | null {
  try {
    return nodeSchema.safeParse(JSON.parse(text ?? 'null')).data ?? null
  } catch {
    return null // no JSON: as good as another version's
  }
}
