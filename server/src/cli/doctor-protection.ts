import { tooFull } from '../engine/disk'
import type { Engine } from '../engine/engine'
import { engineCall } from '../engine/engine'
import type { FreeSpace } from '../engine/guard'
import { hasQuotas } from '../engine/quota'
import type { Finding } from './doctor'

/** The first version of runc in which CVE-2024-21626 (a way out through a leaked file descriptor) is closed. */
const safeRunc = [1, 1, 12]

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

async function versionFinding(engine: Engine): Promise<Finding> {
  const { Version: docker, Components = [] } = await engineCall(
    'asking the engine’s version',
    () => engine.docker.version() as unknown as Promise<Version>,
  )
  const runc = Components.find(({ Name }) => Name === 'runc')
  const detail = `Docker ${docker}, runc ${runc?.Version ?? 'unknown'}`
  if (!runc || !isOlder(runc.Version, safeRunc)) return { name: 'version', state: 'good', detail }
  return {
    name: 'version',
    state: 'note',
    detail: `${detail}: older than 1.1.12, safe only with a distribution’s fix for CVE-2024-21626 (here ${runc.Details?.['GitCommit'] ?? 'unknown'}; Debian 12 has it since 1.1.5+ds1-1+deb12u1)`,
    cure: 'Keep the engine’s packages up to date: sudo apt-get upgrade',
  }
}

/** What protects the engine's machine and other learners from what runs in a node, and what this engine cannot protect. */
export async function protectionFindings(engine: Engine, free: FreeSpace): Promise<Finding[]> {
  const { driver, fileSystem } = engine.storage
  const full = tooFull(free)
  return [
    await versionFinding(engine),
    engine.seccomp
      ? { name: 'seccomp', state: 'good', detail: 'nodes’ system calls are filtered' }
      : {
          name: 'seccomp',
          state: 'bad',
          detail:
            'nodes may use every system call: user namespaces widen what a learner’s root can attack in the kernel',
          cure: 'Use a kernel with CONFIG_SECCOMP_FILTER, and an engine that does not switch it off',
        },
    engine.appArmor
      ? {
          name: 'AppArmor',
          state: 'good',
          detail: 'nodes with their own kernel are confined; those on the host’s are not',
        }
      : { name: 'AppArmor', state: 'note', detail: 'absent: capabilities and seccomp alone confine nodes' },
    hasQuotas(engine)
      ? { name: 'quotas', state: 'good', detail: `${driver} on ${fileSystem} limits what each node may write` }
      : {
          name: 'quotas',
          state: 'note',
          detail: `none on ${driver} with ${fileSystem}: while the server runs, it switches off a node that takes too much`,
          cure: 'For a limit that holds at once: the engine’s data on XFS with pquota, btrfs or ZFS',
        },
    full
      ? { name: 'space', state: 'bad', detail: full.message, ...(full.cure && { cure: full.cure }) }
      : { name: 'space', state: 'good', detail: `${free.mebibytes} MiB free on the engine’s disk` },
  ]
}
