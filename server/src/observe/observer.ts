import type { NodeState, VrrpState } from '@contract/state'
import { readDrbd } from './drbd'
import { count } from './limits'
import { readIpvs } from './ipvs'
import { readSnapshot } from './snapshot'
import { readVrrp } from './vrrp'

const paths = {
  ipvs: '/proc/net/ip_vs',
  drbd: '/proc/drbd',
  mounts: '/proc/mounts',
  arp: '/proc/sys/net/ipv4/conf/all/arp_ignore',
  arpHere: '/proc/sys/net/ipv4/conf/eth0/arp_ignore',
  log: '/var/log/syslog',
  resources: '/etc/ha.d/haresources',
}

/** What a node's agent must watch for an Observer. */
export const watched: readonly string[] = Object.values(paths)

/** Makes a node's states out of its agent's snapshots, one after the other. */
export class Observer {
  private vrrp: ReadonlyMap<string, VrrpState> = new Map()
  /** Which resources heartbeat is to run, as its file says. */
  haresources = ''

  /** The state that a snapshot shows. `at`: when it came, in milliseconds since 1970. */
  read(bytes: Buffer, at: number): NodeState {
    const { addresses, programs, files, cut } = readSnapshot(bytes, watched)
    const file = (path: string) => files.get(path) ?? ''
    const keepalived = programs.some(({ name }) => name === 'keepalived')
    this.vrrp = keepalived ? readVrrp(file(paths.log), this.vrrp) : new Map()
    this.haresources = file(paths.resources)
    const ipvs = readIpvs(file(paths.ipvs))
    const drbd = readDrbd(file(paths.drbd), file(paths.mounts))
    return {
      at,
      addresses,
      silent: [paths.arp, paths.arpHere].some((path) => count(file(path).trim()) > 0),
      programs,
      vrrp: [...this.vrrp].map(([name, state]) => ({ name, state })),
      ipvs: ipvs.services,
      drbd: drbd.devices,
      ...((cut || ipvs.cut || drbd.cut) && { cut: true }),
    }
  }
}
