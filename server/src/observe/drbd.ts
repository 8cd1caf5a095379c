import type { DrbdDevice } from '@contract/state'

/** Where each device is mounted, from /proc/mounts. */
function mountOf(mounts: string, device: string): string | undefined {
  return mounts
    .split('\n')
    .map((line) => line.split(' '))
    .find(([from]) => from === device)?.[1]
}

/**
 * The devices in /proc/drbd of DRBD 8.4 (drbd_proc.c), such as
 * ` 0: cs:SyncSource ro:Primary/Secondary ds:UpToDate/Inconsistent C r-----`, with counters and progress in the lines after it.
 */
export function readDrbd(text: string, mounts: string): DrbdDevice[] {
  const devices: DrbdDevice[] = []
  for (const line of text.split('\n')) {
    const head = /^\s*(\d+): cs:(\S+)(?: ro:(\S+)\/(\S+) ds:(\S+)\/(\S+))?/.exec(line)
    if (head) {
      const [, minor, connection = '', role, peerRole, disk, peerDisk] = head
      if (connection === 'Unconfigured') continue
      const mounted = mountOf(mounts, `/dev/drbd${minor}`)
      devices.push({
        minor: Number(minor),
        connection,
        role: role ?? 'Unknown',
        peerRole: peerRole ?? 'Unknown',
        disk: disk ?? 'DUnknown',
        peerDisk: peerDisk ?? 'DUnknown',
        outOfSync: 0,
        ...(mounted && { mounted }),
      })
    }
    const last = devices.at(-1)
    if (!last) continue
    const outOfSync = /\boos:(\d+)/.exec(line)?.[1]
    if (outOfSync) last.outOfSync = Number(outOfSync)
    const synced = /sync'ed:\s*([\d.]+)%/.exec(line)?.[1]
    if (synced) last.synced = Number(synced)
  }
  return devices
}
