import type Docker from 'dockerode'
import { type Pack, pack } from 'tar-stream'
import type { NodeSpec } from '@contract/lesson'
import { diskLimit } from './disk'
import { type Engine, engineCall } from './engine'
import { nodeImage } from './image'
import { containerName, label } from './labels'
import { Machine } from './machine'
import { withQuota } from './quota'
import { readonlyPaths } from './sysctls'

/** Everything needed to make one node's container. */
interface NodePlan {
  session: string
  lab: string
  /** Whose lab it is. */
  learner: string
  name: string
  spec: NodeSpec
  /** Of the lab's network, for example 24. */
  prefix: number
  /** Every node's name and address, for /etc/hosts. */
  hosts: Record<string, string>
  /** Number of nodes in the session. */
  size: number
  purpose: Purpose
}

/** Why a session exists: a server takes over the learners' sessions, never one that a verification is using. */
export type Purpose = 'learn' | 'verify'

/** Capabilities that suffice for User-Mode Linux: it needs to own files, take over the network card, and no more. */
const ownKernel = ['NET_ADMIN', 'NET_RAW', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID']
/** For services on the host's kernel: nginx and keepalived change users, bind low ports and signal their workers. */
const hostKernel = [...ownKernel, 'NET_BROADCAST', 'NET_BIND_SERVICE', 'SETUID', 'SETGID', 'KILL']

const mebibyte = 2 ** 20

/**
 * MiB that a node may take at most. An own kernel's RAM is a file in /run/uml, counted against the limit; User-Mode
 * Linux itself needs up to 100 MiB beside it (measured: 45 MiB at rest, 145 MiB at worst with 128 MiB of RAM).
 */
export const memoryLimit = ({ kernel, memory }: NodeSpec) => memory + (kernel === 'own' ? 100 : 0)

/**
 * Cores that a node takes on the average, unless its lab says otherwise: an idle guest takes 0.01 (`npm run bench -- --only watch`),
 * and one that a learner and checks work on ten times as much.
 */
export const coreShare = ({ kernel, cores }: NodeSpec) => cores ?? (kernel === 'own' ? 0.1 : 0.03)

async function options(engine: Engine, image: string, plan: NodePlan): Promise<Docker.ContainerCreateOptions> {
  const { spec } = plan
  const own = spec.kernel === 'own'
  const limit = memoryLimit(spec)
  const env = {
    LAB_KERNEL: spec.kernel,
    LAB_ADDRESS: `${spec.address}/${plan.prefix}`,
    LAB_HOSTS: Object.entries(plan.hosts)
      .map(([name, address]) => `${name}=${address}`)
      .join(','),
    LAB_SERVICES: spec.services.join(','),
    LAB_MEMORY: String(spec.memory),
    LAB_DISK: String(spec.disk ?? ''),
  }
  return {
    name: containerName(plan.session, plan.name),
    Hostname: plan.name,
    Image: image,
    Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    Labels: {
      [label.installation]: engine.installation,
      [label.session]: plan.session,
      [label.lab]: plan.lab,
      [label.learner]: plan.learner,
      [label.node]: plan.name,
      [label.size]: String(plan.size),
      [label.kind]: 'node',
      [label.purpose]: plan.purpose,
      [label.spec]: JSON.stringify({ ...spec, files: {} }),
    },
    HostConfig: {
      // Its card is plugged in once it runs (network.ts).
      NetworkMode: 'none',
      CapDrop: ['ALL'],
      CapAdd: own ? ownKernel : hostKernel,
      // Docker's AppArmor profile forbids writing to /proc/sys/net, which real servers must (arp_ignore).
      SecurityOpt: ['no-new-privileges', ...(engine.appArmor && !own ? ['apparmor=unconfined'] : [])],
      ...(!own && { ReadonlyPaths: await readonlyPaths(engine, nodeImage()) }),
      Memory: limit * mebibyte,
      MemorySwap: limit * mebibyte,
      NanoCpus: 1e9 * Math.min(1, engine.cpus),
      PidsLimit: own ? 300 : 200,
      // No program of a node is handed to the host's handler of crashes, which runs as the host's root (core(5)).
      Ulimits: [{ Name: 'core', Soft: 0, Hard: 0 }],
      // A node forwards only when the learner says so, whatever the engine's host does.
      // Connections that outlive their program keep a node's network, with its address, alive after its end: up to two minutes by
      // default (ip-sysctl, tcp_orphan_retries), about a second so.
      Sysctls: { 'net.ipv4.ip_forward': '0', 'net.ipv4.tcp_orphan_retries': '1' },
      // Nobody answers there: without it Docker's resolver would carry names to the outside.
      Dns: ['127.0.0.1'],
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '1' } },
      ...(own && {
        Devices: [{ PathOnHost: '/dev/net/tun', PathInContainer: '/dev/net/tun', CgroupPermissions: 'rwm' }],
        // Executable, because the guest's RAM is mapped from here.
        Tmpfs: { '/run/uml': `rw,exec,nosuid,nodev,size=${spec.memory + 32}m` },
      }),
    },
    StopTimeout: 1,
  }
}

function archive(files: Record<string, string>): Pack {
  const tar = pack()
  for (const [path, content] of Object.entries(files))
    tar.entry({ name: path.slice(1), mode: content.startsWith('#!') ? 0o755 : 0o644 }, content)
  tar.finalize()
  return tar
}

/** Creates a node's machine with its files in it, not started. */
export async function createMachine(engine: Engine, image: string, plan: NodePlan): Promise<Machine> {
  return engineCall(`creating ${plan.name}`, async () => {
    const { HostConfig, ...rest } = await options(engine, image, plan)
    const container = await withQuota(engine, diskLimit(plan.spec), (quota) =>
      engine.docker.createContainer({ ...rest, HostConfig: { ...HostConfig, ...quota } }),
    )
    if (Object.keys(plan.spec.files).length > 0)
      await container.putArchive(archive(plan.spec.files) as never, { path: '/' })
    return new Machine(container, plan.name)
  })
}
