import { afterAll, beforeAll, expect, test } from 'vitest'
import type { z } from 'zod'
import { checkSchema } from '@contract/lesson'
import { runCheck } from '../src/check/run'
import type { Outcome } from '../src/check/run'
import type { RunningLab } from '../src/labs/running-lab'
import type { Lifecycle } from '../src/labs/lifecycle'
import { firstStart, openTestEngine, removeEverything } from './support/engine'
import { openSessions, startLab } from './support/lab'

let sessions: Lifecycle
let session: RunningLab

beforeAll(async () => {
  sessions = await openSessions(await openTestEngine())
  session = await startLab(sessions, 'tiny')
}, firstStart)
afterAll(removeEverything)

const both = (text: string) => ({ en: text, zh: text })
/** Runs a check on the client. */
function check(run: string, more: Partial<z.input<typeof checkSchema>> = {}): Promise<Outcome> {
  const spec = { id: 'it', node: 'client', run, title: both('It'), hint: both('In general'), ...more }
  return runCheck(session.nodes, checkSchema.parse(spec))
}

test.each([
  ['true', { kind: 'passed', found: '' }],
  ['echo first; echo "  last one  "; echo', { kind: 'passed', found: 'last one' }],
  ['echo noise >&2; echo found; exit 1', { kind: 'failed', found: 'found' }],
  ['echo "seen so far"; exit 124', { kind: 'failed', found: 'seen so far' }],
  ["printf '%0300d\\n' 0; false", { kind: 'failed', found: `${'0'.repeat(199)}…` }],
  ['curl -s -m 2 http://rs1/ | head -n 1', { kind: 'passed', found: 'rs1' }],
])('%s', async (run, outcome) => {
  expect(await check(run)).toMatchObject(outcome)
})

test.each([
  ['in plain sight', 'no-such-command --help'],
  ['in a pipe, whose status is another’s', 'echo x | no-such-command | wc -l'],
  [
    'in a condition, as if it were the learner’s fault',
    'if no-such-command; then true; else echo "not set up"; exit 1; fi',
  ],
  ['in a substitution', 'value=$(no-such-command 2>/dev/null); [ "$value" = ok ]'],
])('a missing command is the check’s own fault: %s', async (_where, run) => {
  const outcome = await check(run)
  expect(outcome).toMatchObject({
    kind: 'error',
    problem: { code: 'check.command', params: { command: 'no-such-command' } },
  })
})

test.each([
  ['takes too long', 'sleep 30', { timeout: 0.5 }, 'longer than 0.5 s'],
  [
    'does not end when asked to',
    'trap "" TERM INT HUP; while :; do read -t 1 < /dev/zero; done',
    { timeout: 0.5 },
    'longer',
  ],
  ['cannot be read by bash', 'if [ 1', {}, 'syntax error'],
  ['is killed', 'kill -9 $$', {}, '137'],
  ['ends with 125 or above', 'echo "no answer from the tool" >&2; exit 125', {}, 'no answer from the tool'],
  ['has a node that the lab lacks', 'true', { node: 'nobody' }, 'nobody'],
])('a check that %s is an error', async (_case, run, more, reason) => {
  const began = performance.now()
  const outcome = await check(run, more)
  expect(outcome).toMatchObject({ kind: 'error' })
  expect(outcome.kind === 'error' && outcome.problem.message).toContain(reason)
  expect(performance.now() - began).toBeLessThan(10_000)
})

test('what a check leaves running does not hold it up', async () => {
  const outcome = await check('sleep 300 & echo started')
  expect(outcome).toMatchObject({ kind: 'passed', found: 'started' })
  expect(outcome.took).toBeLessThan(8000)
})

test('of several hints that fit the first is shown, whatever node each looks at', async () => {
  const hint = (id: string, when: string, node?: string) => ({ id, when, text: both(id), ...(node && { node }) })
  const shown = async (...hints: ReturnType<typeof hint>[]) => {
    const outcome = await check('false', { hints })
    return outcome.kind === 'failed' ? outcome.hint.id : outcome.kind
  }
  expect(await shown(hint('no', 'false'), hint('one', 'true'), hint('two', 'true'))).toBe('one')
  expect(await shown(hint('there', '[ "$(hostname)" = rs1 ]', 'rs1'), hint('here', 'true'))).toBe('there')
  expect(await shown(hint('not-there', '[ "$(hostname)" = client ]', 'rs1'), hint('here', 'true'))).toBe('here')
  // A condition that is broken, noisy or leaves the script fits nothing and hides nothing.
  expect(await shown(hint('broken', 'if ['), hint('exits', 'echo noisy; exit 1'), hint('fits', 'true'))).toBe('fits')
  expect(await shown(hint('no', 'false'))).toBe('general')
  expect(await shown()).toBe('general')
})

test('a node that is off is the reason, and never the learner’s fault', async () => {
  await sessions.fault('tiny', 'rs1', 'power off')
  expect(await check('true', { node: 'rs1' })).toMatchObject({ kind: 'error', problem: { code: 'node.off' } })
  // A hint that would look there has nothing to say; the check itself has.
  const hints = [{ id: 'there', node: 'rs1', when: 'true', text: both('there') }]
  expect(await check('echo "no answer"; false', { hints })).toMatchObject({
    kind: 'failed',
    found: 'no answer',
    hint: { id: 'general' },
  })
  await sessions.fault('tiny', 'rs1', 'power on')
  expect(await check('true', { node: 'rs1' })).toMatchObject({ kind: 'passed' })
})

test('a node that goes off during a check is an error at once', async () => {
  const running = check('touch /tmp/begun; sleep 60', { node: 'rs1', timeout: 60 })
  const rs1 = session.node('rs1')
  await rs1.job('until [ -e /tmp/begun ]; do sleep 0.05; done')
  await sessions.fault('tiny', 'rs1', 'power off')
  expect(await running).toMatchObject({ kind: 'error', problem: { code: 'node.unreachable', params: { node: 'rs1' } } })
})
