import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pageTarget, serverTarget } from './bundle.mjs'
import { npmCommand } from './packages.mjs'
import { prepare, root } from './prepare.mjs'
import { Trouble, tell } from './say.mjs'

/** The stages of `npm test`: what each runs, and how many tests it counts. */

/**
 * `targets` must be built before; `command` gives program, arguments and extra environment, for a report file;
 * `count` gives the tests that passed, failed and were skipped, from that file.
 * @typedef {{ passed: number, failed: number, skipped: number }} Count
 * @typedef {{ name: string, what: string, targets: import('./bundle.mjs').Target[],
 *   command(report: string): { args: string[], env?: Record<string, string> },
 *   count?(report: string): Count }} Stage
 */

const npm = (script, ...more) => [...npmCommand(), 'run', '--silent', script, ...(more.length ? ['--', ...more] : [])]

/** What a stage counts that ended before it wrote its report. */
const nothing = { passed: 0, failed: 0, skipped: 0 }

const reported = (report, read) => (existsSync(report) ? read(JSON.parse(readFileSync(report, 'utf8'))) : nothing)

const built = [serverTarget, pageTarget]

const vitest = (name, what, targets) => ({
  name,
  what,
  targets,
  command: (report) => ({ args: npm(name, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`) }),
  count: (report) =>
    reported(report, ({ numPassedTests, numFailedTests, numPendingTests, numTodoTests }) => ({
      passed: numPassedTests,
      failed: numFailedTests,
      skipped: numPendingTests + numTodoTests,
    })),
})

/** @type {Stage[]} */
export const stages = [
  { name: 'lint', what: 'style, import direction, formatting', targets: [], command: () => ({ args: npm('lint') }) },
  { name: 'types', what: 'TypeScript', targets: [], command: () => ({ args: npm('types') }) },
  vitest('unit', 'logic, without an engine', []),
  vitest('integration', 'the server, with a real engine', built),
  {
    name: 'browser',
    what: 'the page, with a real browser and engine',
    targets: built,
    command: (report) => ({
      args: npm('browser', '--reporter=list,json'),
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    }),
    // Flaky: it failed, and passed when it was tried again; the list names it. Only on a shared machine (CI) is it tried again.
    count: (report) =>
      reported(report, ({ stats: { expected, unexpected, flaky, skipped } }) => ({
        passed: expected + flaky,
        failed: unexpected,
        skipped,
      })),
  },
]

/** Gives the exit status. An interruption is passed on and awaited. */
function run({ args: [program, ...args], env }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
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
      resolve(interrupted || (status ?? 1))
    })
  })
}

async function buildAndRun(stage, report) {
  try {
    await prepare(stage.targets)
  } catch (error) {
    if (!(error instanceof Trouble)) throw error
    tell(error)
    return error.status
  }
  return run(stage.command(report))
}

/**
 * Runs a stage. One that fails counts at least one failure: a linter, a build or a crash reports no tests. One that
 * should have run tests and ran none has failed.
 */
export async function runStage(stage, folder) {
  const start = Date.now()
  const report = join(folder, `${stage.name}.json`)
  const status = await buildAndRun(stage, report)
  const counted = stage.count?.(report) ?? nothing
  const idle = stage.count && counted.passed + counted.failed === 0
  const failed = status === 0 && !idle ? counted.failed : Math.max(1, counted.failed)
  return { ...counted, failed, status: status || (failed > 0 ? 1 : 0), milliseconds: Date.now() - start }
}
