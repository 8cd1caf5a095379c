import type Docker from 'dockerode'
import { PassThrough } from 'node:stream'
import { LabError } from '../errors'
import { Batch } from './batch'
import type { Engine } from './engine'
import { engineCall, unlessGone } from './engine'
import { label } from './labels'

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

/** Runs scripts in a container that lives only for them. */
async function inHelper(engine: Engine, image: string, reach: Reach, scripts: string[]): Promise<Ended[]> {
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
  try {
    const stream = await container.attach({ stream: true, stdout: true, stderr: true })
    const [out, err] = [new PassThrough(), new PassThrough()]
    const [said, complained]: [Buffer[], Buffer[]] = [[], []]
    out.on('data', (chunk: Buffer) => said.push(chunk))
    err.on('data', (chunk: Buffer) => complained.push(chunk))
    engine.docker.modem.demuxStream(stream, out, err)
    const drained = new Promise<void>((resolve) => stream.on('end', () => resolve()).on('close', () => resolve()))
    await container.start()
    const { StatusCode } = (await container.wait()) as { StatusCode: number }
    await drained
    const ended = read(Buffer.concat(said), scripts.length)
    if (ended) return ended
    const words = Buffer.concat(complained).toString().trim()
    throw new Error(words || `a helper ended with status ${StatusCode}`)
  } finally {
    await unlessGone(() => container.remove({ force: true }))
  }
}

/** What the runner says of so many scripts; null where it was cut short. */
function read(said: Buffer, count: number): Ended[] | null {
  const ended: Ended[] = []
  for (let at = 0; ended.length < count;) {
    const line = said.indexOf('\n', at)
    const [status, out, err] = said.subarray(at, line).toString().split(' ').map(Number)
    if (line < 0 || status === undefined || out === undefined || err === undefined) return null
    const [middle, end] = [line + 1 + out, line + 1 + out + err]
    if (end > said.length) return null
    const [stdout, stderr] = [said.subarray(line + 1, middle).toString(), said.subarray(middle, end).toString()]
    ended.push({ status, stdout, stderr })
    at = end
  }
  return ended
}

type Helpers = Batch<string, Ended>

const known = new WeakMap<Engine, Map<string, Helpers>>()

function helpersFor(engine: Engine, image: string, reach: Reach): Helpers {
  const ofEngine = known.get(engine) ?? new Map<string, Helpers>()
  known.set(engine, ofEngine)
  const key = JSON.stringify([image, reach])
  const helpers = ofEngine.get(key) ?? new Batch<string, Ended>((scripts) => inHelper(engine, image, reach, scripts))
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
  const { status, stdout, stderr } = await engineCall(doing, () => helpersFor(engine, image, reach).ask(script))
  if (status === 0) return stdout
  throw new LabError(
    'engine.helper',
    `${doing} failed: ${stderr.trim() || `status ${status}`}`,
    'npx lvs-lab doctor tells what this engine can do',
  )
}
