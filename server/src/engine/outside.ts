import type Docker from 'dockerode'
import { LabError } from '../errors'
import { engineCall } from './engine'
import { dockerCutter } from './frames'

/** Runs a script in a node's container, beside its agent: for an own kernel that is outside the guest. `what` names it in errors. */
export async function inContainer(container: Docker.Container, what: string, script: string): Promise<string> {
  return engineCall(what, async () => {
    const exec = await container.exec({ Cmd: ['sh', '-ec', script], AttachStdout: true, AttachStderr: true })
    const stream = await exec.start({ hijack: true, stdin: false })
    const said: Record<number, string> = {}
    const cutter = dockerCutter((source, payload) => (said[source] = (said[source] ?? '') + payload.toString()))
    stream.on('data', (chunk: Buffer) => cutter.push(chunk))
    await new Promise<void>((resolve, reject) => stream.on('end', resolve).on('error', reject))
    const { ExitCode } = await exec.inspect()
    if (ExitCode !== 0)
      throw new LabError('node.outside', `${what}: ${said[2]?.trim() || `status ${ExitCode}`}`, 'Reset this node')
    return said[1] ?? ''
  })
}
