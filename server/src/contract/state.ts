/** What the cluster does, as read from its nodes. */

export type VrrpState = 'MASTER' | 'BACKUP' | 'FAULT'

/** heartbeat's word for what a node owns (cl_status rscstatus): the groups that haresources gives it, the other's, or both. */
export const owned = ['all', 'local', 'foreign', 'none', 'transition'] as const
export type Owned = (typeof owned)[number]

export interface HeartbeatState {
  says: Owned
  /** Groups of resources that it owns, as haresources lists them: `IPaddr::10.0.0.100/24/eth0 mariadb`. */
  groups: string[]
}

/** An IPv4 address on a device; `up`: the device is on and has a carrier. */
export interface AddressState {
  device: string
  address: string
  prefix: number
  up: boolean
}

export interface IpvsServer {
  /** `10.0.0.21:80` */
  address: string
  method: 'Route' | 'Masq' | 'Tunnel' | 'Local' | 'Bypass'
  weight: number
  active: number
  inactive: number
}

export interface IpvsService {
  /** `TCP 10.0.0.100:80`, or `FWM 50`. */
  name: string
  scheduler: string
  /** Seconds. */
  persistent?: number
  servers: IpvsServer[]
}

/** One DRBD device, in the words of /proc/drbd. */
export interface DrbdDevice {
  minor: number
  connection: string
  role: string
  peerRole: string
  disk: string
  peerDisk: string
  /** Percent, while a synchronisation runs. */
  synced?: number
  /** KiB that differ from the peer's. */
  outOfSync: number
  /** Where it is mounted. */
  mounted?: string
}

export interface ProgramState {
  name: string
  count: number
  /** Stopped by a signal: it exists, and does nothing. */
  frozen: boolean
}

/** One node at one moment. */
export interface NodeState {
  /** Milliseconds since 1970 on the server's clock. */
  at: number
  addresses: AddressState[]
  /** Addresses on lo are not answered for on the network (arp_ignore). */
  silent: boolean
  programs: ProgramState[]
  vrrp: { name: string; state: VrrpState }[]
  /** Absent: heartbeat does not run here, or has not said. */
  heartbeat?: HeartbeatState
  ipvs: IpvsService[]
  drbd: DrbdDevice[]
  /** The node has more than stands here. */
  cut?: true
}

/** Nodes that have the address on a card, so that they answer for it on the network; sorted. */
export function holders(vip: string, all: ReadonlyMap<string, NodeState>): string[] {
  return [...all]
    .filter(([, { addresses }]) => addresses.some(({ address, device }) => address === vip && device !== 'lo'))
    .map(([node]) => node)
    .sort()
}
