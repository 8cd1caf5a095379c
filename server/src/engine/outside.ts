import type { Duplex } from 'node:stream'
import type Docker from 'dockerode'
import { LabError } from '../errors'
import { engineCall } from './engine'
import { OutputDemuxer } from './exec-stream'
import { LimitedOutput } from '../limited-output'
import { within } from '../timeout'
import { plain } from '../text'

/** Milliseconds that a script may take, and bytes of each of its outputs that are kept: its shell is the node's own. */
const limits = { ms: 20_000, bytes: 16 * 1024 }

/** Reads an exec's output to its end; what is beyond the limit is dropped. */
function read(stream: Duplex, stdout: LimitedOutput, stderr: LimitedOutput): Promise<void> {
  const demuxer = new OutputDemuxer((source, piece) => (source === 'stdout' ? stdout : stderr).add(piece))
  return new Promise((resolve, reject) => {
    stream.on('data', (chunk: Buffer) => {
      try {
        demuxer.push(chunk)
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)))
      }
    })
    stream.on('end', resolve).on('close', resolve).on('error', reject)
  })
}

/** Runs a script in a container, in a node's beside its agent: for an own kernel that is outside the guest. `what` names it in errors. */
export async function inContainer(container: Docker.Container, what: string, script: string): Promise<string> {
  const late = () => new LabError('node.outside', { doing: what, reason: `no answer within ${limits.ms / 1000} s` })
  const [stdout, stderr] = [new LimitedOutput(limits.bytes), new LimitedOutput(limits.bytes)]
  let opened: Duplex | undefined
  const run = async () => {
    const exec = await container.exec({ Cmd: ['sh', '-ec', script], AttachStdout: true, AttachStderr: true })
    const stream = (opened = await exec.start({ hijack: true, stdin: false }))
    await read(stream, stdout, stderr)
    return exec.inspect()
  }
  return engineCall(what, async () => {
    try {
      const { ExitCode } = await within(limits.ms, run(), late)
      if (ExitCode === 0) return stdout.toString()
      throw new LabError('node.outside', { doing: what, reason: plain(stderr.toString(), 200) || `status ${ExitCode}` })
    } finally {
      opened?.destroy()
    }
  })
}
