/** Capture files: what tcpdump writes is read, and a file for Wireshark is written. */

export interface Packet {
  /** Microseconds since 1970. */
  at: number
  /** From the Ethernet header on, cut at the capture's snap length. */
  bytes: Buffer
  /** On the wire. */
  length: number
}

const littleMagic = 0xa1b2c3d4
const headerSize = 24
/** Bytes that a frame may have: what loopback devices carry at most. */
const longestFrame = 262_144

/**
 * Packets of a pcap file (pcap-savefile(5), microseconds, either byte order), the first `most`; an incomplete last one is left out,
 * and whatever follows what is no packet.
 */
export function readPcap(file: Buffer, most = Infinity): Packet[] {
  if (file.length < headerSize) return []
  const little = file.readUInt32LE(0) === littleMagic
  if (!little && file.readUInt32BE(0) !== littleMagic) return []
  const number = (at: number) => (little ? file.readUInt32LE(at) : file.readUInt32BE(at))
  const packets: Packet[] = []
  for (let at = headerSize; at + 16 <= file.length && packets.length < most;) {
    const [seconds, micro, kept, length] = [number(at), number(at + 4), number(at + 8), number(at + 12)]
    if (at + 16 + kept > file.length || micro >= 1e6 || kept > length || length > longestFrame) break
    packets.push({ at: seconds * 1e6 + micro, bytes: file.subarray(at + 16, at + 16 + kept), length })
    at += 16 + kept
  }
  return packets
}

/** A length up to the next whole 32-bit word. */
const padded = (bytes: number) => Math.ceil(bytes / 4) * 4

/** Writes one block of a pcapng file at `at`: its type and lengths around `body` bytes, which the caller fills; gives where they begin. */
function openBlock(out: Buffer, at: number, type: number, body: number): number {
  const total = body + 12
  out.writeUInt32LE(type, at)
  out.writeUInt32LE(total, at + 4)
  out.writeUInt32LE(total, at + total - 4)
  return at + 8
}

function sectionBlock(): Buffer {
  const out = Buffer.alloc(28)
  const at = openBlock(out, 0, 0x0a0d0d0a, 16)
  out.writeUInt32LE(0x1a2b3c4d, at)
  out.writeUInt16LE(1, at + 4)
  out.writeBigInt64LE(-1n, at + 8)
  return out
}

/** An Ethernet interface with a name; the last four bytes of its body end the options. */
function interfaceBlock(name: string): Buffer {
  const text = Buffer.from(name)
  const body = 8 + 4 + padded(text.length) + 4
  const out = Buffer.alloc(body + 12)
  const at = openBlock(out, 0, 1, body)
  out.writeUInt16LE(1, at) // LINKTYPE_ETHERNET
  out.writeUInt16LE(2, at + 8) // if_name
  out.writeUInt16LE(text.length, at + 10)
  text.copy(out, at + 12)
  return out
}

/** Bytes of a packet's block. */
const packetBytes = ({ bytes }: Packet) => 32 + padded(bytes.length)

function writePacket(out: Buffer, start: number, index: number, { at: time, bytes, length }: Packet): void {
  const at = openBlock(out, start, 6, 20 + padded(bytes.length))
  out.writeUInt32LE(index, at)
  out.writeUInt32LE(Math.floor(time / 2 ** 32), at + 4)
  out.writeUInt32LE(time % 2 ** 32, at + 8)
  out.writeUInt32LE(bytes.length, at + 12)
  out.writeUInt32LE(length, at + 16)
  bytes.copy(out, at + 20)
}

/** A pcapng file (draft-ietf-opsawg-pcapng) with an Ethernet interface for each node, packets in the order of their time. */
export function writePcapng(captures: Map<string, Packet[]>): Buffer {
  const heads = [sectionBlock(), ...[...captures.keys()].map(interfaceBlock)]
  const packets = [...captures.values()]
    .flatMap((ofNode, index) => ofNode.map((packet) => ({ index, packet })))
    .sort((a, b) => a.packet.at - b.packet.at)
  // One buffer for all: thousands of small ones cost more time than the copying.
  const body = Buffer.alloc(packets.reduce((sum, { packet }) => sum + packetBytes(packet), 0))
  let at = 0
  for (const { index, packet } of packets) {
    writePacket(body, at, index, packet)
    at += packetBytes(packet)
  }
  return Buffer.concat([...heads, body])
}
