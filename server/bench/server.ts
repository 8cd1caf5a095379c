import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { home } from '../src/config'
import { BenchError } from './error'

/** A server of its own for the measurements: what `npm start` runs. */
export interface BenchServer {
  pid: number
  /** What a browser would open: the link with the token. */
  link: string
  /** Bytes that it has printed, and the end of them: what it logs, and its last words. */
  printed(): { bytes: number; end: string }
  /** Ends it and waits for its end. */
  stop(): Promise<void>
}

/** Milliseconds for the server to print its link; the node image may have to be built. */
const patience = 15 * 60_000

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), 8000)
  await ended
  clearTimeout(force)
}

/** Starts a server with state, lessons and engine as given, and waits until it says that it is ready. */
export async function startServer(
  state: string,
  labs: string,
  engine: string,
  options: string[] = [],
): Promise<BenchServer> {
  const args = [
    join(home, 'server/bin/lvs-lab.mjs'),
    'serve',
    '--host',
    '127.0.0.1',
    '--port',
    '0',
    '--labs',
    labs,
    ...options,
  ]
  const child = spawn(process.execPath, args, {
    // A process group of its own: a terminal's Ctrl-C reaches the benchmark, which ends the server in good order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LVS_LAB_STATE: state, DOCKER_HOST: engine },
  })
  // Whatever ends the benchmark ends the server.
  const end = () => child.kill('SIGTERM')
  process.once('exit', end)
  child.on('exit', () => process.off('exit', end))
  let [said, bytes] = ['', 0]
  const link = new Promise<string>((resolve, reject) => {
    const hear = (text: string) => {
      said = (said + text).slice(-4000)
      bytes += text.length
      const found = /http:\/\/\S+\/enter\?token=[\w-]+/.exec(said)
      if (found) resolve(found[0])
    }
    child.stdout.setEncoding('utf8').on('data', hear)
    child.stderr.setEncoding('utf8').on('data', hear)
    child.on('error', reject)
    child.on('exit', (status, signal) =>
      reject(new BenchError('bench.server', `The server ended with ${status ?? signal}: ${said.trim()}`)),
    )
  })
  const late = sleep(patience, null, { ref: false }).then(() => {
    throw new BenchError('bench.server', `The server was not ready within ${patience / 60_000} min: ${said.trim()}`)
  })
  try {
    return {
      pid: child.pid ?? 0,
      link: await Promise.race([link, late]),
      printed: () => ({ bytes, end: said }),
      stop: () => stop(child),
    }
  } catch (error) {
    await stop(child)
    throw error
  }
}
