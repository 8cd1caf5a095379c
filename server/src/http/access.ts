import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Config } from '../config'
import { kept } from '../config'

const digest = (text: string) => createHash('sha256').update(text).digest()
const same = (a: string, b: string) => timingSafeEqual(digest(a), digest(b))

/** Who may come in: whoever has the link's token, from the page itself, under a name that is ours. */
export class Access {
  /** The secret in the link; the same after a restart, so that open pages and bookmarks go on working. */
  readonly token: string
  /** Cookies are shared between the ports of a host: each installation has its own. */
  readonly cookie: string

  constructor(private readonly config: Config) {
    this.token = kept(config.state, 'token', 24)
    this.cookie = `lvs_lab_${config.installation}`
  }

  isToken(token: unknown): boolean {
    return typeof token === 'string' && same(token, this.token)
  }

  /** Whether the request carries the cookie that the link's token has set. */
  isKnown(request: IncomingMessage): boolean {
    const cookies = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='))
    return cookies.some(([name, value]) => name === this.cookie && this.isToken(value))
  }

  /** Whether it was addressed to a name of ours: another name means DNS rebinding. */
  isOurHost(request: IncomingMessage): boolean {
    const name = (request.headers.host ?? '').replace(/:\d+$/, '')
    return ['127.0.0.1', 'localhost', '[::1]', this.config.host].includes(name)
  }

  /** Whether it comes from our own page. Browsers send Origin with every web socket and every writing request. */
  isOurOrigin(request: IncomingMessage): boolean {
    const { origin, host } = request.headers
    return origin !== undefined && (origin === `http://${host}` || origin === `https://${host}`)
  }
}
