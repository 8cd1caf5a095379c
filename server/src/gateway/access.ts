import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { type Identity, type People, owner } from '../classes/people'
import { type Config, kept } from '../config'

const digest = (text: string) => createHash('sha256').update(text).digest()
const same = (a: string, b: string) => timingSafeEqual(digest(a), digest(b))

/** The host of a Host header or of an origin, without its port. */
const hostName = (host: string) => host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')

/** Who may come in: whoever has a link's token or a login, from the page itself, under a name that is ours. */
export class Access {
  /** The secret in the owner's link; the same after a restart, so that open pages and bookmarks go on working. */
  readonly token: string
  /** Cookies are shared between the ports of a host: each installation has its own. */
  readonly cookie: string

  constructor(
    private readonly config: Config,
    /** Those who log in where classes are held; null: there is only the owner. */
    readonly people: People | null = null,
  ) {
    this.token = kept(config.state, 'token', 24)
    this.cookie = `lvs_lab_${config.installation}`
  }

  isToken(token: unknown): boolean {
    return typeof token === 'string' && same(token, this.token)
  }

  /** The cookie that a request carries, if it is ours. */
  cookieOf(request: IncomingMessage): string | null {
    const cookies = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='))
    return cookies.find(([name]) => name === this.cookie)?.[1] ?? null
  }

  /** Whose request it is; null: nobody who was let in. */
  async who(request: IncomingMessage): Promise<Identity | null> {
    const cookie = this.cookieOf(request)
    if (cookie === null) return null
    if (this.people) return this.people.who(cookie)
    return this.isToken(cookie) ? owner : null
  }

  /**
   * Whether it was addressed to a name of ours: another name means DNS rebinding. Where classes are held, addresses are ours
   * too: nobody can make an address point elsewhere.
   */
  isOurHost(request: IncomingMessage): boolean {
    const name = hostName(request.headers.host ?? '')
    const { host, names } = this.config
    return (
      ['127.0.0.1', 'localhost', '::1', host, ...names].includes(name) || (this.people !== null && isIP(name) !== 0)
    )
  }

  /** Whether it comes from our own page. Browsers send Origin with every web socket and every writing request. */
  isOurOrigin(request: IncomingMessage): boolean {
    const { origin, host } = request.headers
    return origin !== undefined && (origin === `http://${host}` || origin === `https://${host}`)
  }
}
