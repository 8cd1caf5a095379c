import type { VisitView } from '@contract/visit'
import type { LabNode } from '../engine/node'
import { plain } from '../engine/words'
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
  const code = Number(/^\d{3}$/.exec(status)?.[0] ?? 0)
  return {
    status: code,
    type: plain(type.split(';')[0] ?? '', 80),
    took: Math.round((Number(seconds) || 0) * 1000),
    error: code === 0 ? plain(error, 200) || 'no answer' : '',
    server: plain(server, 80),
    body: stdout,
  }
}
