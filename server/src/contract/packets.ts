/** Frames as the nodes' network cards saw them. */

/** The MAC address that a node has: it follows from the lesson's address. */
export function macOf(address: string): string {
  return ['02', '00', ...address.split('.').map((octet) => Number(octet).toString(16).padStart(2, '0'))].join(':')
}

/** What a frame says. */
export interface Frame {
  sourceMac: string
  targetMac: string
  /** `TCP`, `ARP`, `VRRP`, `UDP`, `ICMP`, `IPIP` (with TCP in it) or the number of another protocol. */
  protocol: string
  /** Addresses, with ports where there are any. */
  source: string
  target: string
  /** `SYN`, `GET /`, `who has 10.0.0.100`, `priority 100`. */
  says: string
}

/** One frame on its way from a node to another (or to all). */
export interface FrameView extends Frame {
  /** Milliseconds since the first frame. */
  at: number
  /** Node that sent it, or its MAC address where no node's card has that. */
  from: string
  /** Nodes that received it. */
  to: string[]
  /** Bytes on the wire. */
  length: number
}

export interface CaptureView {
  /** What was followed: a URL; null: everything that directors and clusters tell each other. */
  url: string | null
  frames: FrameView[]
  /** Frames that there is no room to show. */
  more: number
  /** Nodes captured more than is kept: what came later is not in here. */
  cut: boolean
  /** How the request ended: curl's words. */
  outcome: string
  /** Everything captured, for Wireshark: one interface for each node. */
  pcapng: Uint8Array
}
