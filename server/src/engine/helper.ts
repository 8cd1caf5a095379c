import type Docker from 'dockerode'
import { PassThrough } from 'node:stream'
import { LabError } from '../errors'
import { log } from '../log'
import { Batch } from './batch'
import { type Engine, engineCall, engineWords, unlessGone } from './engine'
import { label } from './labels'
import { within } from '../timeout'

/** What a one-shot helper container may see of the engine's host. */
interface Reach {
  network?: 'host' | 'none'
  capabilities: string[]
}

/** How one script ended. */
interface Ended {
  status: number
  stdout: string
  stderr: string
}

/** Runs its arguments one after the other, and says of each: status, lengths of its two outputs, and these. */
const runner = `for script; do
  sh -ec "$script" >/tmp/out 2>/tmp/err && status=0 || status=$?
  echo $status $(wc -c </tmp/out) $(wc -c </tmp/err); cat /tmp/out /tmp/err
done`

/** Milliseconds that a helper may take until it has said everything, and then until it is removed. */
const [helperMs, removalMs] = [60_000, 10_000]

const late = () => new LabError('engine.helper', { doing: 'a helper', reason: `no end within ${helperMs / 1000} s` })

/** How those scripts ended that did, in order, and why the others did not. */
interface Outcome {
  ended: Ended[]
  failure: Error | null
}

/** Runs scripts in a container that lives only for them. Rejects where it cannot be made. */
async function inHelper(engine: Engine, image: string, reach: Reach, scripts: string[]): Promise<Outcome> {
  const options: Docker.ContainerCreateOptions = {
    Image: image,
    Cmd: ['sh', '-c', runner, 'sh', ...scripts],
    Labels: { [label.installation]: engine.installation, [label.kind]: 'helper' },
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      NetworkMode: reach.network ?? 'none',
      CapDrop: ['ALL'],
      CapAdd: reach.capabilities,
      SecurityOpt: ['no-new-privileges'],
      Memory: 64 * 2 ** 20,
      PidsLimit: 50,
    },
  }
  const container = await engine.docker.createContainer(options)
  const [said, complained]: [Buffer[], Buffer[]] = [[], []]
  const all = async () => {
    const stream = await container.attach({ stream: true, stdout: true, stderr: true })
    const [out, err] = [new PassThrough(), new PassThrough()]
    out.on('data', (chunk: Buffer) => said.push(chunk))
    err.on('data', (chunk: Buffer) => complained.push(chunk))
    engine.docker.modem.demuxStream(stream, out, err)
    const drained = new Promise<void>((resolve) => stream.on('end', () => resolve()).on('close', () => resolve()))
    await container.start()
    const { StatusCode } = (await container.wait()) as { StatusCode: number }
    await drained
    return StatusCode
  }
  try {
    const status = await within(helperMs, all(), late)
    const ended = read(Buffer.concat(said), scripts.length)
    const words = Buffer.concat(complained).toString().trim()
    const whole = ended.length === scripts.length
    return { ended, failure: whole ? null : new Error(words || `a helper ended with status ${status}`) }
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error))
    return { ended: read(Buffer.concat(said), scripts.length), failure }
  } finally {
    const removed = unlessGone(() => container.remove({ force: true }))
    await within(removalMs, removed, late)
  }
}

/**
 * Runs scripts together. Where that fails, those that have not ended are run again, one at a time; the one that was under
 * way comes last, so that it holds up no other.
 */
async function together(engine: Engine, image: string, reach: Reach, scripts: string[]): Promise<Result[]> {
  const { ended, failure } = await inHelper(engine, image, reach, scripts)
  if (failure && scripts.length === 1) throw failure
  const [blamed, ...others] = scripts.slice(ended.length)
  if (!failure || blamed === undefined) return ended
  log.warn({ error: engineWords(failure), scripts: others.length + 1 }, 'a helper failed: its scripts are run alone')
  let before: Promise<unknown> = Promise.resolve()
  const alone = [...others, blamed].map((script) => {
    const result = before.then(async () => {
      const own = await inHelper(engine, image, reach, [script])
      if (!own.ended[0]) throw own.failure ?? failure
      return own.ended[0]
    })
    before = result.catch(() => undefined)
    return result
  })
  return [...ended, ...alone.slice(-1), ...alone.slice(0, -1)]
}

/** What the runner says of at most so many scripts: of those that have ended. */
function read(said: Buffer, count: number): Ended[] {
  const ended: Ended[] = []
  for (let at = 0; ended.length < count;) {
    const line = said.indexOf('\n', at)
    const [status, out, err] = said.subarray(at, line).toString().split(' ').map(Number)
    if (line < 0 || status === undefined || out === undefined || err === undefined) break
    const [middle, end] = [line + 1 + out, line + 1 + out + err]
    if (end > said.length) break
    const [stdout, stderr] = [said.subarray(line + 1, middle).toString(), said.subarray(middle, end).toString()]
    ended.push({ status, stdout, stderr })
    at = end
  }
  return ended
}

/** A promise: it is run again. */
type Result = Ended | Promise<Ended>

type Helpers = Batch<string, Result>

const known = new WeakMap<Engine, Map<string, Helpers>>()

function helpersFor(engine: Engine, image: string, reach: Reach): Helpers {
  const ofEngine = known.get(engine) ?? new Map<string, Helpers>()
  known.set(engine, ofEngine)
  const key = JSON.stringify([image, reach])
  const helpers = ofEngine.get(key) ?? new Batch<string, Result>((scripts) => together(engine, image, reach, scripts))
  ofEngine.set(key, helpers)
  return helpers
}

/**
 * Runs a shell script on the engine's host in a container that lives only for it and for others that were asked for at the
 * same time, so that the engine may be anywhere. Returns its stdout; a status other than 0 is an error with its stderr.
 */
export async function onHost(
  engine: Engine,
  image: string,
  doing: string,
  script: string,
  reach: Reach,
): Promise<string> {
  const { status, stdout, stderr } = await engineCall(
    doing,
    async () => await helpersFor(engine, image, reach).ask(script),
  )
  if (status === 0) return stdout
  throw new LabError('engine.helper', { doing, reason: stderr.trim() || `status ${status}` })
}
