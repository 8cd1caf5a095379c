import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Docker from 'dockerode'
import type { Config } from '../config'
import { LabError } from '../errors'
import { ensureProgram } from './packages'

/** A private dockerd: own data root and socket, no bridge, no firewall rules. It outlives the server, for labs to go on. */

/** Unix socket paths are limited to 107 bytes (sun_path), and a state folder may be deep: hence the short name. */
export const embeddedSocket = (state: string) => join(state, 'engine', 'docker.sock')
const pidFile = (state: string) => join(state, 'engine', 'dockerd.pid')
const logFile = (state: string) => join(state, 'engine', 'dockerd.log')

/** Process id of the embedded dockerd, if it runs. A stale pid file names another program or none. */
export function embeddedPid(state: string): number | null {
  try {
    const pid = Number(readFileSync(pidFile(state), 'utf8'))
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(embeddedSocket(state)) ? pid : null
  } catch {
    return null // no pid file, or no such process: it does not run
  }
}

function tail(path: string, lines: number): string {
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : ''
}

/** Starts the embedded engine, installing Debian's docker.io where it is missing and that is allowed. Returns its socket. */
export async function startEmbedded(
  config: Pick<Config, 'state' | 'installation'>,
  told: (line: string) => void,
): Promise<string> {
  if (process.platform !== 'linux')
    throw new LabError(
      'engine.none',
      'No Docker engine answers',
      'Start Docker Desktop, or set DOCKER_HOST to an engine on Linux',
    )
  if (process.getuid?.() !== 0)
    throw new LabError(
      'engine.none',
      'No Docker engine answers, and only root can start the embedded one',
      'sudo apt-get install -y docker.io && sudo usermod -aG docker "$USER" && newgrp docker',
    )
  await ensureProgram('dockerd', 'docker.io', 'the engine that runs the labs')
  const { state } = config
  const folder = join(state, 'engine')
  const socket = embeddedSocket(state)
  if (Buffer.byteLength(socket) > 107)
    throw new LabError(
      'engine.path',
      `The path ${socket} is too long for a socket`,
      'Set LVS_LAB_STATE to a shorter folder',
    )
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  told('starting the embedded Docker engine')
  const log = openSync(logFile(state), 'w')
  const options = [
    '--bridge=none',
    '--iptables=false',
    '--ip6tables=false',
    '--ip-masq=false',
    '--data-root',
    join(folder, 'data'),
  ]
  const child = spawn(
    'dockerd',
    [...options, '--exec-root', join(folder, 'exec'), '-p', pidFile(state), '-H', `unix://${socket}`],
    {
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` },
    },
  )
  let ended: string | null = null
  child.on('error', (error) => (ended = error.message))
  child.on('exit', (code, signal) => (ended = `ended with ${code ?? signal}`))
  child.unref()
  const docker = new Docker({ socketPath: socket })
  for (let waited = 0; waited < 60_000; waited += 100) {
    if (ended)
      throw new LabError(
        'engine.embedded',
        `The embedded engine did not start (${ended}): ${tail(logFile(state), 3)}`,
        `Read ${logFile(state)}`,
      )
    if (
      existsSync(socket) &&
      (await docker.ping().then(
        () => true,
        () => false,
      ))
    )
      return socket
    await sleep(100)
  }
  throw new LabError('engine.embedded', 'The embedded engine does not answer within 60 s', `Read ${logFile(state)}`)
}

/** Stops the embedded engine if it runs. Returns whether it did. */
export async function stopEmbedded(state: string): Promise<boolean> {
  const pid = embeddedPid(state)
  if (pid === null) return false
  process.kill(pid, 'SIGTERM')
  for (let waited = 0; waited < 30_000 && embeddedPid(state) !== null; waited += 100) await sleep(100)
  if (embeddedPid(state) !== null)
    throw new LabError(
      'engine.embedded',
      `The embedded engine (process ${pid}) does not stop`,
      `Read ${logFile(state)}, then: kill -9 ${pid}`,
    )
  rmSync(embeddedSocket(state), { force: true })
  return true
}

/** For people: since when it runs, and where it logs. */
export function embeddedStatus(state: string): { pid: number; since: Date; log: string } | null {
  const pid = embeddedPid(state)
  return pid === null ? null : { pid, since: statSync(`/proc/${pid}`).ctime, log: logFile(state) }
}
