import { existsSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'

/** Where the embedded engine keeps its things, and which process it is. */

/** Unix socket paths are limited to 107 bytes (sun_path), and a state folder may be deep: hence the short name. */
export const embeddedSocket = (state: string) => join(state, 'engine', 'docker.sock')
export const engineFolder = (state: string) => join(state, 'engine')
export const pidFile = (state: string) => join(state, 'engine', 'dockerd.pid')
export const logFile = (state: string) => join(state, 'engine', 'dockerd.log')
/** Says that somebody has stopped the engine and wants it so. */
export const stoppedMark = (state: string) => join(state, 'engine', 'stopped')

const containerdPidFile = (state: string) => join(state, 'engine', 'exec', 'containerd', 'containerd.pid')

/**
 * The process that a pid file names, if it is this program in our own pid namespace, with such an argument. A stale file names
 * another program or none, or one that a learner runs in a node and calls as they like.
 */
function processOf(file: string, program: string, named: (argument: string) => boolean): number | null {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    const [first = '', ...further] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    const ours = readlinkSync(`/proc/${pid}/ns/pid`) === readlinkSync('/proc/self/ns/pid')
    return ours && basename(first) === program && further.some(named) ? pid : null
  } catch {
    return null // no pid file, or no such process: it does not run
  }
}

/** Process id of the embedded dockerd, if it runs. */
export const embeddedPid = (state: string) =>
  processOf(pidFile(state), 'dockerd', (argument) => argument === `unix://${embeddedSocket(state)}`)

/** Milliseconds since 1970 at which a process began; null: it has ended. */
export function beganAt(pid: number): number | null {
  return statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.ctimeMs ?? null
}

/**
 * Removes pid files that a killed engine left: dockerd refuses to start, and waits for a containerd that never comes, as
 * long as some process has the number, be it a zombie or, after a restart of the machine, any other program.
 */
export function removeStaleFiles(state: string): void {
  if (embeddedPid(state) === null) rmSync(pidFile(state), { force: true })
  const inFolder = (argument: string) => argument.startsWith(join(engineFolder(state), 'exec', '/'))
  if (processOf(containerdPidFile(state), 'containerd', inFolder) === null)
    rmSync(containerdPidFile(state), { force: true })
}

/** The last lines of a file; empty where there is none. */
export function tail(path: string, lines: number): string {
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : ''
}
