/** A PostgreSQL server of the tests' own: in a folder of its own, behind a socket in it, gone afterwards. */
import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { vi } from 'vitest'
import { findPostgres, installCommand } from '../../bin/system.mjs'

/** The user of every database, who may do everything, and their password: its characters need encoding. */
const user = 'lvs'
export const password = 'p/w #1@%'

/** PostgreSQL refuses to run as root: then it runs as one of these, who own its folder. */
function account(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  const of = (name: string) => lines.find((line) => line.startsWith(`${name}:`))
  const [, , uid, gid] = (of('postgres') ?? of('nobody') ?? '').split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

export class Postgres {
  private readonly folder = mkdtempSync(join(tmpdir(), 'lvs-lab-pg-'))
  private readonly data = join(this.folder, 'data')
  private readonly as = account()
  private readonly programs: string
  private child: ChildProcess | undefined
  private made = 0
  private readonly endChild = () => void this.child?.kill('SIGQUIT')

  private constructor() {
    const programs = findPostgres()
    if (!programs) throw new Error(`PostgreSQL is not installed: ${installCommand(['postgresql'])}`)
    this.programs = programs
  }

  /** Makes a server and starts it. */
  static async start(): Promise<Postgres> {
    const server = new Postgres()
    const secret = join(server.folder, 'password')
    writeFileSync(secret, password)
    for (const path of [server.folder, secret]) if (server.as) chownSync(path, server.as.uid, server.as.gid)
    // No-sync is about power cuts of this machine, and such a test does not exist.
    const options = [
      '-D',
      server.data,
      '-U',
      user,
      `--pwfile=${secret}`,
      '--auth=scram-sha-256',
      '-E',
      'UTF8',
      '--no-sync',
    ]
    execFileSync(join(server.programs, 'initdb'), [...options, '--locale=C.UTF-8'], { ...server.as, stdio: 'pipe' })
    appendFileSync(
      join(server.data, 'postgresql.conf'),
      `listen_addresses = ''\nunix_socket_directories = '${server.folder}'\nfsync = off\nshared_buffers = 16MB\n`,
    )
    process.once('exit', server.endChild)
    await server.run()
    return server
  }

  /** Runs the server; resolves when it answers. */
  async run(): Promise<void> {
    const child = spawn(join(this.programs, 'postgres'), ['-D', this.data], {
      ...this.as,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.child = child
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    await vi.waitFor(
      async () => {
        if (child.exitCode !== null) throw new Error(`PostgreSQL has ended: ${said}`)
        await this.query('select 1').catch((error: unknown) => {
          throw new Error(`PostgreSQL does not answer: ${String(error)}\n${said}`)
        })
      },
      { timeout: 60_000, interval: 50 },
    )
  }

  /** Ends the server at once and cuts every connection, as a crash does. */
  async halt(): Promise<void> {
    const { child } = this
    if (!child || child.exitCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGQUIT')
    await ended
  }

  async remove(): Promise<void> {
    await this.halt()
    process.off('exit', this.endChild)
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** The address of a database here, as LVS_LAB_DATABASE_URL takes it. */
  address(database: string, secret = password): string {
    return `postgresql://${user}:${encodeURIComponent(secret)}@localhost/${database}?host=${encodeURIComponent(this.folder)}`
  }

  /** The address of a fresh, empty database. */
  async fresh(): Promise<string> {
    const name = `lab${++this.made}`
    await this.query(`create database ${name}`)
    return this.address(name)
  }

  /** Asks the server itself. */
  async query(text: string): Promise<unknown[]> {
    const client = new pg.Client({ connectionString: this.address('postgres') })
    client.on('error', () => undefined) // the query that it breaks tells
    await client.connect()
    try {
      return (await client.query(text)).rows as unknown[]
    } finally {
      await client.end()
    }
  }
}
