import { tooFull } from '../engine/disk'
import { type Engine, engineCall } from '../engine/engine'
import type { FreeSpace } from '../engine/disk-probe'
import { quotasHold } from '../engine/quota'
import { type Finding, bad, good, note } from './doctor-finding'

/** Ways out of a container that runc has closed: in which versions, the first of each line that has the fix. */
const waysOut = [
  { name: 'CVE-2024-21626 (closed in 1.1.12, and in Debian’s 1.1.5+ds1-1+deb12u1)', closed: [[1, 1, 12]] },
  {
    name: 'CVE-2025-31133, CVE-2025-52565 and CVE-2025-52881 (closed in 1.2.8 and 1.3.3)',
    // 1.3.0 to 1.3.2 are newer than 1.2.8, and do not have it.
    closed: [
      [1, 2, 8],
      [1, 3, 3],
    ],
  },
] as const

/** The ways out that a version of runc leaves open, unless a distribution has closed them in it. */
export function openWaysOut(version: string): string[] {
  return waysOut.flatMap(({ name, closed }) => {
    const line = closed.findLast((first) => !isOlder(version, first.slice(0, 2))) ?? closed[0]
    return isOlder(version, line) ? [name] : []
  })
}

/** Whether a version such as 1.1.5+ds1 is older than another. */
export function isOlder(version: string, than: readonly number[]): boolean {
  const parts = version.split(/[^0-9]+/).map(Number)
  const at = than.findIndex((part, index) => (parts[index] ?? 0) !== part)
  return at >= 0 && (parts[at] ?? 0) < (than[at] ?? 0)
}

interface Version {
  Version: string
  Components?: { Name: string; Version: string; Details?: Record<string, string> }[]
}

function versionFinding({ Version: docker, Components = [] }: Version): Finding {
  const runc = Components.find(({ Name }) => Name === 'runc')
  const detail = `Docker ${docker}, runc ${runc?.Version ?? 'unknown'}`
  const open = runc ? openWaysOut(runc.Version) : []
  if (open.length === 0) return good('version', detail)
  const commit = runc?.Details?.['GitCommit'] ?? 'unknown'
  return note(
    'version',
    `${detail}: safe only where its distribution has put in the fixes for ${open.join(', and ')}; this one is ${commit}`,
    'Keep the engine’s packages up to date: sudo apt-get upgrade',
  )
}

/** What protects the engine's machine and other learners from what runs in a node, and what this engine cannot protect. */
export async function protectionFindings(engine: Engine, free: FreeSpace): Promise<Finding[]> {
  const { driver, fileSystem } = engine.storage
  const full = tooFull(free)
  const version = await engineCall(
    'asking the engine’s version',
    () => engine.docker.version() as unknown as Promise<Version>,
  )
  return [
    versionFinding(version),
    engine.seccomp
      ? // moby pull request 44563; in 20.10 it was taken back.
        isOlder(version.Version, [23])
        ? note(
            'seccomp',
            'nodes’ system calls are filtered, but for sockets to the hypervisor (AF_VSOCK), which Docker refuses from 23.0 on',
            'Where the engine’s machine is a virtual one whose hypervisor listens on vsock, use Docker 23 or newer',
          )
        : good('seccomp', 'nodes’ system calls are filtered')
      : bad(
          'seccomp',
          'nodes may use every system call: user namespaces widen what a learner’s root can attack in the kernel',
          'Use a kernel with CONFIG_SECCOMP_FILTER, and an engine that does not switch it off',
        ),
    engine.appArmor
      ? good('AppArmor', 'nodes with their own kernel are confined; those on the host’s are not')
      : note('AppArmor', 'absent: capabilities and seccomp alone confine nodes'),
    quotasHold(engine)
      ? good('quotas', `${driver} on ${fileSystem} limits what each node may write`)
      : note(
          'quotas',
          `none on ${driver} with ${fileSystem}: while the server runs, it switches off a node that takes too much`,
          'For a limit that holds at once: the engine’s data on XFS with pquota, btrfs or ZFS',
        ),
    full ? bad('space', full.message, full.cure) : good('space', `${free.mebibytes} MiB free on the engine’s disk`),
  ]
}
