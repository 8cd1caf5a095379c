import type Docker from 'dockerode'
import { PassThrough } from 'node:stream'
import { LabError } from '../errors'
import type { Engine } from './engine'
import { engineCall, unlessGone } from './engine'
import { label } from './labels'

/** What a one-shot helper container may see of the engine's host. */
interface Reach {
  network?: 'host' | 'none'
  pids?: boolean
  capabilities: string[]
}

/**
 * Runs a shell script on the engine's host in a container that lives only for it, so that the engine may be anywhere.
 * Returns its stdout; a status other than 0 is an error with its stderr.
 */
export async function onHost(
  engine: Engine,
  image: string,
  doing: string,
  script: string,
  reach: Reach,
): Promise<string> {
  const options: Docker.ContainerCreateOptions = {
    Image: image,
    Cmd: ['sh', '-ec', script],
    Labels: { [label.installation]: engine.installation, [label.kind]: 'helper' },
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      NetworkMode: reach.network ?? 'none',
      ...(reach.pids && { PidMode: 'host' }),
      CapDrop: ['ALL'],
      CapAdd: reach.capabilities,
      // Docker's AppArmor profile forbids every mount, which is just what this helper is for.
      SecurityOpt: ['no-new-privileges', ...(engine.appArmor ? ['apparmor=unconfined'] : [])],
      Memory: 64 * 2 ** 20,
      PidsLimit: 50,
    },
  }
  return engineCall(doing, async () => {
    const container = await engine.docker.createContainer(options)
    try {
      const stream = await container.attach({ stream: true, stdout: true, stderr: true })
      const out = new PassThrough()
      const err = new PassThrough()
      const chunks = { out: '', err: '' }
      out.setEncoding('utf8').on('data', (text: string) => (chunks.out += text))
      err.setEncoding('utf8').on('data', (text: string) => (chunks.err += text))
      engine.docker.modem.demuxStream(stream, out, err)
      const drained = new Promise<void>((resolve) => stream.on('end', () => resolve()).on('close', () => resolve()))
      await container.start()
      const { StatusCode } = (await container.wait()) as { StatusCode: number }
      await drained
      if (StatusCode !== 0)
        throw new LabError(
          'engine.helper',
          `${doing} failed: ${chunks.err.trim() || `status ${StatusCode}`}`,
          'npx lvs-lab doctor tells what this engine can do',
        )
      return chunks.out
    } finally {
      await unlessGone(() => container.remove({ force: true }))
    }
  })
}
