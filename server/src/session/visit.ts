import type { VisitView } from '@contract/visit'
import type { LabNode } from '../engine/node'
import { LabError } from '../errors'

/** Bytes of a page that are shown. */
const most = 256 * 1024
/** Seconds that the visitor waits. */
const patience = 5

/** Fetches a page as the lab's client would. */
export async function visit(nodes: ReadonlyMap<string, LabNode>, url: string): Promise<VisitView> {
  const client = [...nodes.values()].find(({ spec }) => spec.role === 'client')
  if (!client) throw new LabError('traffic.client', 'This lab has no client', undefined)
  const { stdout, stderr } = await client.job(
    `curl -sk -m ${patience} -w '%{stderr}%{http_code}\\n%{content_type}\\n%{time_total}\\n%{errormsg}\\n%header{x-server}\\n' '${url}' | head -c ${most}`,
    { timeout: (patience + 3) * 1000, cap: most },
  )
  const [status = '000', type = '', seconds = '0', error = '', server = ''] = stderr.trimEnd().split('\n')
  return {
    status: Number(status),
    type: type.split(';')[0] ?? '',
    took: Math.round(Number(seconds) * 1000),
    error: Number(status) === 0 ? error || 'no answer' : '',
    server,
    body: stdout,
  }
}
