import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { npmCommand } from './packages.mjs'

/** The stages of `npm test`: what each runs, and how many tests it counts. */

/** The labs whose verification belongs to the tests; `lvs-lab verify` without names plays all of them. */
const verified = ['lvs-dr', 'keepalived-lvs-dr']

/**
 * Tests that passed, failed and were skipped; `command` gives program, arguments and extra environment for a report file.
 * @typedef {{ passed: number, failed: number, skipped: number }} Count
 * @typedef {{ name: string, what: string, command(report: string): { args: string[], env?: Record<string, string> },
 *   count?(report: string, output: string): Count }} Stage
 */

const npm = (script, ...more) => [...npmCommand(), 'run', '--silent', script, ...(more.length ? ['--', ...more] : [])]

const vitest = (name, what) => ({
  name,
  what,
  command: (report) => ({ args: npm(name, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`) }),
  count(report) {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'))
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests }
  },
})

/** @type {Stage[]} */
export const stages = [
  { name: 'lint', what: 'style, import direction, formatting', command: () => ({ args: npm('lint') }) },
  { name: 'types', what: 'TypeScript', command: () => ({ args: npm('types') }) },
  vitest('unit', 'logic, without an engine'),
  vitest('integration', 'the server, with a real engine'),
  {
    name: 'browser',
    what: 'the page, with a real browser and engine',
    command: (report) => ({
      args: npm('browser', '--reporter=list,json'),
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    }),
    count(report) {
      // Flaky means: failed, then passed. It did fail.
      const { expected, unexpected, flaky, skipped } = JSON.parse(readFileSync(report, 'utf8')).stats
      return { passed: expected, failed: unexpected + flaky, skipped }
    },
  },
  {
    name: 'verify',
    what: `the lessons ${verified.join(', ')}, played and checked`,
    command: () => ({ args: [process.execPath, 'server/bin/lvs-lab.mjs', 'verify', ...verified] }),
    count(_report, output) {
      const [, passed, failed] = [...output.matchAll(/(\d+) passed, (\d+) failed/g)].at(-1) ?? [0, 0, 0]
      return { passed: Number(passed), failed: Number(failed), skipped: 0 }
    },
  },
]

/** Gives the exit status and what was printed, which the user sees as it comes. An interruption is passed on and awaited. */
function run(root, { args: [program, ...args], env }) {
  return new Promise((resolve, reject) => {
    const colour = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['inherit', 'pipe', 'inherit'],
      env: { ...process.env, ...colour, ...env },
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      process.stdout.write(text)
      output = (output + text).slice(-20_000)
    })
    let interrupted = 0
    // A terminal's Ctrl+C reaches the stage by itself.
    const onInterrupt = () => (interrupted = 130)
    const onTerminate = () => {
      interrupted = 143
      child.kill('SIGTERM')
    }
    process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate)
    child.on('error', reject)
    child.on('close', (status) => {
      process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate)
      resolve({ status: interrupted || (status ?? 1), output })
    })
  })
}

/** Runs a stage. One that fails counts at least one failure: a linter or a crash reports no tests. */
export async function runStage(stage, root, folder) {
  const start = Date.now()
  const report = join(folder, `${stage.name}.json`)
  const { status, output } = await run(root, stage.command(report))
  const readable = stage.count && (stage.name === 'verify' || existsSync(report))
  const counted = readable ? stage.count(report, output) : { passed: 0, failed: 0, skipped: 0 }
  const failed = status === 0 ? counted.failed : Math.max(1, counted.failed)
  return { ...counted, failed, status: status || (failed > 0 ? 1 : 0), milliseconds: Date.now() - start }
}
