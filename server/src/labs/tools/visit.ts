import type { VisitView } from '@contract/visit'
import type { LabNode } from '../../lab-node'
import { plain } from '../../text'
import { LabError } from '../../errors'

/** Bytes of a page that are shown. */
const bodyLimitBytes = 256 * 1024
/** Characters of what is said about it. */
const wordsLimitChars = 200
/** Seconds that the visitor waits. */
const visitTimeoutSeconds = 5

/** Fetches a page as the lab's client would. */
export async function visit(nodes: ReadonlyMap<string, LabNode>, url: string): Promise<VisitView> {
  const client = [...nodes.values()].find(({ spec }) => spec.role === 'client')
  if (!client) throw new LabError('traffic.client')
  const { stdout, stderr } = await client.job(
    `curl -sk -m ${visitTimeoutSeconds} -w '%{stderr}%{http_code}\\n%{content_type}\\n%{time_total}\\n%{errormsg}\\n%header{x-server}\\n' '${url}' | head -c ${bodyLimitBytes}`,
    { timeout: (visitTimeoutSeconds + 3) * 1000, cap: bodyLimitBytes },
  )
  return readVisit(stdout, stderr)
}

/** What curl told: of its words, only what they may be. */
export function readVisit(stdout: string, stderr: string): VisitView {
  const [code = '', type = '', seconds = '', error = '', server = ''] = stderr.slice(0, 8192).trimEnd().split('\n')
  const status = /^[1-9]\d\d$/.test(code) ? Number(code) : 0
  return {
    status,
    type: /^[\w.+-]{1,40}\/[\w.+-]{1,80}(?=;|$)/.exec(type)?.[0] ?? '',
    took: /^\d{1,3}(\.\d+)?$/.test(seconds) ? Math.round(Number(seconds) * 1000) : 0,
    error: status === 0 ? plain(error, wordsLimitChars) || 'no answer' : '',
    server: plain(server, wordsLimitChars),
    body: stdout.slice(0, bodyLimitBytes),
  }
}
