import { readFileSync } from 'node:fs'
import { type RequestListener, type Server, createServer, request } from 'node:http'
import { createServer as createSecureServer, request as secureRequest } from 'node:https'
import { join } from 'node:path'
import type { Config } from '../config'
import { LabError, systemCode, words } from '../errors'

export const serverFile = (state: string) => join(state, 'server.json')

/** What a server of ours says of itself at this address; rejects when none answers within two seconds. */
function health(url: string): Promise<{ installation?: string }> {
  // A certificate need not be known here: the answer is only compared.
  const ask = url.startsWith('https:') ? secureRequest : request
  return new Promise((resolve, reject) => {
    const asked = ask(`${url}/health`, { rejectUnauthorized: false, timeout: 2000 }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => (text += part))
      answer.on('end', () => {
        try {
          resolve(JSON.parse(text) as { installation?: string })
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)))
        }
      })
    })
    asked.on('timeout', () => asked.destroy(new Error('no answer')))
    asked.on('error', reject).end()
  })
}

/** What a running server has written down of itself: where it answers here, and the address to open elsewhere. */
export interface Written {
  pid: number
  url: string
  open: string
}

/** The server of this state folder, if one answers. */
export async function runningServer(config: Config): Promise<Written | null> {
  try {
    const written = JSON.parse(readFileSync(serverFile(config.state), 'utf8')) as Written
    return (await health(written.url)).installation === config.installation ? written : null
  } catch {
    return null // no file, or nobody answers there: none runs
  }
}

/** Refuses to be reachable from elsewhere by everybody: whoever opens a lab is root in its nodes. In our own container the publishing decides. */
export function refuseOpenHost({ host, classes }: Config): void {
  const loopback = host === 'localhost' || host === '::1' || /^127\./.test(host)
  if (!loopback && !classes && process.env['LVS_LAB_CONTAINER'] !== '1') throw new LabError('serve.open', { host })
}

/** The server, with TLS where there is a certificate. */
export function webServer({ tls }: Config, app: RequestListener): Server {
  if (!tls) return createServer(app)
  try {
    return createSecureServer({ cert: readFileSync(tls.cert), key: readFileSync(tls.key) }, app)
  } catch (error) {
    throw new LabError('serve.certificate', { ...tls, reason: words(error) })
  }
}

/** Listens on the configured port, or on the next free one where none was asked for; gives the port. */
export function listen(server: Server, { host, port, portFixed }: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    const attempt = (candidate: number) => {
      server.once('error', (error) => {
        const taken = systemCode(error) === 'EADDRINUSE'
        if (taken && !portFixed && candidate < port + 50) return attempt(candidate + 1)
        reject(
          taken
            ? new LabError('serve.taken', { port: candidate, free: candidate + 1 })
            : new LabError('serve.listen', { host, port: candidate, reason: systemCode(error) ?? error.message }),
        )
      })
      server.listen(candidate, host, () => {
        server.removeAllListeners('error')
        const address = server.address()
        resolve(address !== null && typeof address === 'object' ? address.port : candidate)
      })
    }
    attempt(port)
  })
}

/** The address to open in a browser elsewhere: by the first of the names that were given, where one was. */
export function publicAddress({ names, tls, proxied }: Config, url: string): string {
  const [name] = names
  if (name === undefined) return url
  // What is in front of us has the usual port.
  return proxied ? `https://${name}` : `${tls ? 'https' : 'http'}://${name}:${new URL(url).port}`
}

/** The address to open in a browser on this machine. */
export function addressOf({ host, tls }: Config, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return `${tls ? 'https' : 'http'}://${name}:${port}`
}
