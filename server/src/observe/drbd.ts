import type { DrbdDevice } from '@contract/state'
import { plain } from '../text'
import { linesOf, longest, most } from './limits'

/** Where each DRBD device is mounted, from /proc/mounts. */
function mountsOf(mounts: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const line of linesOf(mounts)) {
    const [device = '', where = ''] = line.split(' ', 2)
    if (device.startsWith('/dev/drbd') && !found.has(device)) found.set(device, plain(where, longest.path))
  }
  return found
}

/**
 * The devices in /proc/drbd of DRBD 8.4 (drbd_proc.c), such as
 * ` 0: cs:SyncSource ro:Primary/Secondary ds:UpToDate/Inconsistent C r-----`, with counters and progress in the lines after it.
 * `cut`: there are more than are taken in.
 */
export function readDrbd(text: string, mounts: string): { devices: DrbdDevice[]; cut: boolean } {
  const devices: DrbdDevice[] = []
  const mountedAt = mountsOf(mounts)
  for (const line of linesOf(text)) {
    const head = /^ *(\d{1,7}): cs:(\w{1,20})(?: ro:(\w{1,20})\/(\w{1,20}) ds:(\w{1,20})\/(\w{1,20}))?/.exec(line)
    if (head) {
      const [, minor = '', connection = '', role, peerRole, disk, peerDisk] = head
      if (connection === 'Unconfigured') continue
      if (devices.length === most.devices) return { devices, cut: true }
      const mounted = mountedAt.get(`/dev/drbd${minor}`)
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
    const outOfSync = /\boos:(\d{1,15})/.exec(line)?.[1]
    if (outOfSync) last.outOfSync = Number(outOfSync)
    const synced = /sync'ed: *(\d{1,3}(?:\.\d{1,3})?)%/.exec(line)?.[1]
    if (synced) last.synced = Math.min(100, Number(synced))
  }
  return { devices, cut: false }
}
