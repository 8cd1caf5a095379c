import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Where the embedded engine keeps its things, and which process it is. */

/** Unix socket paths are limited to 107 bytes (sun_path), and a state folder may be deep: hence the short name. */
export const embeddedSocket = (state: string) => join(state, 'engine', 'docker.sock')
export const engineFolder = (state: string) => join(state, 'engine')
export const pidFile = (state: string) => join(state, 'engine', 'dockerd.pid')
export const logFile = (state: string) => join(state, 'engine', 'dockerd.log')
/** Says that somebody has stopped the engine and wants it so. */
export const stoppedMark = (state: string) => join(state, 'engine', 'stopped')

const containerdPidFile = (state: string) => join(state, 'engine', 'exec', 'containerd', 'containerd.pid')

/** The process that a pid file names, if its command line holds this text. A stale file names another program or none. */
function processOf(file: string, text: string): number | null {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text) ? pid : null
  } catch {
    return null // no pid file, or no such process: it does not run
  }
}

/** Process id of the embedded dockerd, if it runs. */
export const embeddedPid = (state: string) => processOf(pidFile(state), embeddedSocket(state))

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
  if (processOf(containerdPidFile(state), engineFolder(state)) === null)
    rmSync(containerdPidFile(state), { force: true })
}

/** The last lines of a file; empty where there is none. */
export function tail(path: string, lines: number): string {
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : ''
}
