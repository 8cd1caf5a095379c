import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Docker from 'dockerode'
import type { Config } from '../config'
import { LabError } from '../errors'
import { ensureProgram } from './packages'
import { ping } from './ping'
import {
  beganAt,
  embeddedPid,
  embeddedSocket,
  engineFolder,
  logFile,
  pidFile,
  removeStaleFiles,
  stoppedMark,
  tail,
} from './place'

/**
 * A private dockerd: own data root and socket, no bridge, no firewall rules, the host's forwarding left as it is. It
 * outlives the server, and containers outlive it, for labs to go on.
 */
const options = [
  '--bridge=none',
  '--iptables=false',
  '--ip6tables=false',
  '--ip-masq=false',
  '--ip-forward=false',
  '--live-restore',
]

/** How the embedded engine is started. Only tests say it differently. */
export interface Manner {
  /** Options of dockerd. */
  options?: string[]
  /** Milliseconds in which one that has been started may not answer yet; whoever lets more pass hangs. */
  startMs?: number
}

const usual = { options, startMs: 60_000 }

/** Whether the engine behind a socket answers within two seconds. */
async function answers(socket: string): Promise<boolean> {
  if (!existsSync(socket)) return false
  try {
    await ping(new Docker({ socketPath: socket }), 2000)
    return true
  } catch {
    return false // it is asked again, or ended
  }
}

/** What the engine is given of our environment: nothing that is told to us alone, such as a database's password. */
export function engineEnvironment(ours: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const given = Object.entries(ours).filter(([name]) => !/^(LVS_LAB_|PG)/.test(name))
  return { ...Object.fromEntries(given), PATH: `${ours['PATH'] ?? ''}:/usr/sbin:/sbin` }
}

const ended = async (pid: number, withinMs: number) => {
  for (let waited = 0; waited < withinMs && beganAt(pid) !== null; waited += 50) await sleep(50)
}

/** Waits for one that runs already to answer; ends it when it has had its time. Returns whether it answers. */
async function awaitRunning(state: string, startMs: number): Promise<boolean> {
  for (let pid = embeddedPid(state); pid !== null; pid = embeddedPid(state)) {
    if (await answers(embeddedSocket(state))) return true
    if (Date.now() - (beganAt(pid) ?? 0) < startMs) {
      await sleep(100)
      continue
    }
    // It may have been ended meanwhile, and the number be another's.
    if (embeddedPid(state) === pid) process.kill(pid, 'SIGKILL')
    await ended(pid, 2000)
  }
  return false
}

async function refuseElsewhere(): Promise<void> {
  if (process.platform !== 'linux') throw new LabError('engine.system')
  if (process.getuid?.() !== 0) throw new LabError('engine.root')
  await ensureProgram('dockerd', 'docker.io', 'the engine that runs the labs')
}

/**
 * Starts the embedded engine, installing Debian's docker.io where it is missing and that is allowed. One that runs and
 * does not answer is ended first. Returns its socket once it answers.
 */
export async function startEmbedded(
  config: Pick<Config, 'state' | 'installation'>,
  told: (line: string) => void,
  manner: Manner = {},
): Promise<string> {
  await refuseElsewhere()
  const { state } = config
  const { options: asked, startMs } = { ...usual, ...manner }
  const folder = engineFolder(state)
  const socket = embeddedSocket(state)
  if (Buffer.byteLength(socket) > 107) throw new LabError('engine.path', { path: socket })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (await awaitRunning(state, startMs)) return socket
  removeStaleFiles(state)
  told('starting the embedded Docker engine')
  const log = openSync(logFile(state), 'w')
  const places = ['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec'), '-p', pidFile(state)]
  const child = spawn('dockerd', [...asked, ...places, '-H', `unix://${socket}`], {
    detached: true,
    stdio: ['ignore', log, log],
    env: engineEnvironment(process.env),
  })
  closeSync(log)
  let over: string | null = null
  child.on('error', (error) => (over = error.message))
  child.on('exit', (code, signal) => (over = `ended with ${code ?? signal}`))
  child.unref()
  for (const until = Date.now() + startMs; Date.now() < until; await sleep(100)) {
    if (over !== null)
      throw new LabError('engine.embedded', {
        reason: `${String(over)}: ${tail(logFile(state), 3)}`,
        log: logFile(state),
      })
    if (await answers(socket)) return socket
  }
  throw new LabError('engine.embedded', { reason: `no answer within ${startMs / 1000} s`, log: logFile(state) })
}

/** Switches everything on the engine off: with live-restore it would outlive it, with nobody to stop it. */
async function killContainers(socket: string): Promise<void> {
  if (!(await answers(socket))) return
  const docker = new Docker({ socketPath: socket })
  const found = await docker.listContainers()
  // One that has ended by itself meanwhile is as good.
  await Promise.allSettled(found.map(({ Id }) => docker.getContainer(Id).kill()))
}

/** Stops the embedded engine, if it runs, and all that runs on it; a server does not start it again. Returns whether it ran. */
export async function stopEmbedded(state: string): Promise<boolean> {
  // Said first: a server that sees it end must know.
  if (existsSync(engineFolder(state))) writeFileSync(stoppedMark(state), '')
  const pid = embeddedPid(state)
  if (pid === null) return false
  await killContainers(embeddedSocket(state))
  process.kill(pid, 'SIGTERM')
  for (let waited = 0; waited < 30_000 && embeddedPid(state) !== null; waited += 100) await sleep(100)
  if (embeddedPid(state) !== null) throw new LabError('engine.running', { pid, log: logFile(state) })
  rmSync(embeddedSocket(state), { force: true })
  return true
}

/** Whether somebody has stopped the embedded engine and wants it so. */
export const stoppedOnPurpose = (state: string) => existsSync(stoppedMark(state))

/** Somebody wants the engine again. */
export const wanted = (state: string) => rmSync(stoppedMark(state), { force: true })

/** For people: since when it runs, and where it logs. */
export function embeddedStatus(state: string): { pid: number; since: Date; log: string } | null {
  const pid = embeddedPid(state)
  return pid === null ? null : { pid, since: statSync(`/proc/${pid}`).ctime, log: logFile(state) }
}
