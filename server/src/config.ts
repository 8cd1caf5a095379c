import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LabError, systemCode } from './errors'

/** The clone this program runs from: the bundle lies in server/dist, the sources in server/src. */
export const home = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** What a user may say. Everything else follows from it. */
export interface ProvidedConfig {
  host?: string
  port?: number
  labs?: string
  classes?: boolean
  names?: string[]
  tlsCert?: string
  tlsKey?: string
  proxied?: boolean
  memory?: number
}

/** What the program runs with. */
export interface Config {
  /** Where to listen; the next free port when `portFixed` is false. */
  host: string
  port: number
  portFixed: boolean
  /** Folder of the lessons. */
  labs: string
  /** Folder of everything kept between runs: engine, database, token. */
  state: string
  /** Address of a PostgreSQL database, password and all: it is shown through `shown`. Null: the database in the state folder. */
  database: string | null
  /** Classes are held: everybody logs in, and the server may listen beyond loopback. */
  classes: boolean
  /** Names by which browsers reach the server, beside its address. */
  names: string[]
  /** Files of the certificate (with its chain) and its key; null: no TLS here. */
  tls: { cert: string; key: string } | null
  /** A reverse proxy on this machine says for whom it asks. */
  proxied: boolean
  /** MiB that labs may take at most; null: most of what the engine has. */
  memory: number | null
  /** Tells this installation's containers, networks and links from everybody else's. */
  installation: string
}

/** A whole number that was said as text, by the name it was said under; undefined where nothing was. */
function integer(name: string, value: string | undefined, least: number, most: number, unit = '') {
  if (value === undefined || value === '') return undefined
  const number = Number(value)
  if (!Number.isInteger(number) || number < least || number > most)
    throw new LabError('config.number', { name, value, range: `${least}…${most}${unit}` })
  return number
}

export const readPort = (name: string, value: string | undefined) => integer(name, value, 0, 65_535)
/** MiB: less than the smallest node needs would be no lab at all. */
export const readMemory = (name: string, value: string | undefined) => integer(name, value, 32, 2 ** 30, ' MiB')

/** Parameters of a database's address that tell nothing secret. */
const harmless = ['host', 'port', 'user', 'sslmode', 'application_name']

/** The address of a PostgreSQL database, taken apart. Errors `config.database`, which never repeat it: a password is in it. */
export function postgresUrl(address: string): URL {
  if (!/^postgres(ql)?:\/\//.test(address)) throw new LabError('config.database')
  let url: URL
  try {
    url = new URL(address)
    for (const part of [url.username, url.password, url.pathname]) decodeURIComponent(part)
  } catch {
    throw new LabError('config.database') // without the cause, which quotes the address
  }
  // A password with a bare / ? or # ends the host early, and the true host's @ comes out behind it.
  const cutShort = url.hash || /@/.test(url.pathname + url.search)
  if (cutShort || url.pathname.length < 2) throw new LabError('config.database')
  return url
}

/** The address of a PostgreSQL database as it may be shown: the password hidden, and every parameter that could hold one left out. */
export function shownDatabase(address: string): string {
  const { protocol, username, password, host, pathname, searchParams } = postgresUrl(address)
  const user = username || password ? `${username}${password && ':***'}@` : ''
  const parameters = [...searchParams].filter(([name]) => harmless.includes(name))
  const search = parameters.length > 0 ? `?${parameters.map(([name, value]) => `${name}=${value}`).join('&')}` : ''
  return `${protocol}//${user}${host}${pathname}${search}`
}

/** The configuration as it may be shown: without secrets. */
export function shown(config: Config): Config {
  return { ...config, database: config.database && shownDatabase(config.database) }
}

/** The state folder: LVS_LAB_STATE, or lvs-lab in the user's state directory (XDG Base Directory Specification). */
export function stateFolder(): string {
  const { LVS_LAB_STATE, XDG_STATE_HOME } = process.env
  return resolve(LVS_LAB_STATE || join(XDG_STATE_HOME || join(homedir(), '.local/state'), 'lvs-lab'))
}

/** Keeps everybody else out of the state folder, unless it is a place for all (/tmp) or somebody else's: what lies in it is shielded itself. */
function shield(state: string): void {
  const { mode, uid } = statSync(state)
  const shared = (mode & 0o1000) !== 0 || uid !== process.getuid?.()
  if (!shared && (mode & 0o077) !== 0) chmodSync(state, 0o700)
}

/** Reads a small secret or name from the state folder, made at first use and readable by this user only. */
export function kept(state: string, name: string, bytes: number): string {
  const path = join(state, name)
  try {
    mkdirSync(state, { recursive: true, mode: 0o700 })
    shield(state)
    if (!existsSync(path)) {
      const fresh = `${path}.${process.pid}`
      writeFileSync(fresh, randomBytes(bytes).toString('hex'), { mode: 0o600 })
      renameSync(fresh, path)
    }
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    throw new LabError('state.unwritable', { state, reason: systemCode(error) ?? String(error) })
  }
}

/** Flags first, then LVS_LAB_* variables, then defaults. */
export function configure(given: ProvidedConfig = {}): Config {
  const env = process.env
  const port = given.port ?? readPort('LVS_LAB_PORT', env['LVS_LAB_PORT'])
  const state = stateFolder()
  const database = env['LVS_LAB_DATABASE_URL'] || null
  if (database) postgresUrl(database)
  const cert = given.tlsCert ?? env['LVS_LAB_TLS_CERT']
  const key = given.tlsKey ?? env['LVS_LAB_TLS_KEY']
  if (!cert !== !key) throw new LabError('config.tls')
  const names = given.names ?? (env['LVS_LAB_NAMES'] ?? '').split(/[\s,]+/)
  return {
    host: given.host ?? env['LVS_LAB_HOST'] ?? '127.0.0.1',
    port: port ?? 3000,
    portFixed: port !== undefined,
    labs: resolve(given.labs ?? env['LVS_LAB_LABS'] ?? join(home, 'labs')),
    state,
    database,
    classes: given.classes ?? env['LVS_LAB_CLASS'] === '1',
    names: names.filter(Boolean),
    tls: cert && key ? { cert: resolve(cert), key: resolve(key) } : null,
    proxied: given.proxied ?? env['LVS_LAB_PROXIED'] === '1',
    memory: given.memory ?? readMemory('LVS_LAB_MEMORY', env['LVS_LAB_MEMORY']) ?? null,
    installation: kept(state, 'installation', 4),
  }
}
