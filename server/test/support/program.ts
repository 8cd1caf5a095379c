/** A test's program in a process of its own, which may be killed. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { home } from '../../src/config'

export interface Program {
  start(...args: string[]): Started
  /** Ends what still runs, and removes the program. */
  remove(): void
}

interface Started {
  child: ChildProcess
  printed: { stdout: string; stderr: string }
  /** Its exit status; null when a signal ended it. */
  ended: Promise<number | null>
}

/** Builds server/test/support/<name>.ts. It lies in the clone meanwhile, for its packages are found from there. */
export async function program(name: string): Promise<Program> {
  const folder = mkdtempSync(join(home, 'node_modules/.lvs-lab-test-'))
  const outfile = join(folder, `${name}.mjs`)
  await build({
    absWorkingDir: home,
    entryPoints: [`server/test/support/${name}.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  })
  const running = new Set<ChildProcess>()
  return {
    start(...args) {
      const child = spawn(process.execPath, [outfile, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
      running.add(child)
      child.on('close', () => running.delete(child))
      const printed = { stdout: '', stderr: '' }
      for (const stream of ['stdout', 'stderr'] as const)
        child[stream].setEncoding('utf8').on('data', (text: string) => (printed[stream] += text))
      return { child, printed, ended: once(child, 'close').then(([status]) => status as number | null) }
    },
    remove() {
      for (const child of running) child.kill('SIGKILL')
      rmSync(folder, { recursive: true })
    },
  }
}
