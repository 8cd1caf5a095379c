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

const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])

function block(type: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8)
  const total = body.length + 12
  head.writeUInt32LE(type, 0)
  head.writeUInt32LE(total, 4)
  const tail = Buffer.alloc(4)
  tail.writeUInt32LE(total, 0)
  return Buffer.concat([head, body, tail])
}

function option(code: number, value: string): Buffer {
  const head = Buffer.alloc(4)
  const text = Buffer.from(value)
  head.writeUInt16LE(code, 0)
  head.writeUInt16LE(text.length, 2)
  return Buffer.concat([head, padded(text)])
}

const endOfOptions = Buffer.alloc(4)

/** A pcapng file (draft-ietf-opsawg-pcapng) with an Ethernet interface for each node, packets in the order of their time. */
export function writePcapng(captures: Map<string, Packet[]>): Buffer {
  const section = Buffer.alloc(16)
  section.writeUInt32LE(0x1a2b3c4d, 0)
  section.writeUInt16LE(1, 4)
  section.writeBigInt64LE(-1n, 8)
  const names = [...captures.keys()]
  const interfaces = names.map((name) => {
    const head = Buffer.alloc(8)
    head.writeUInt16LE(1, 0) // LINKTYPE_ETHERNET
    return block(1, Buffer.concat([head, option(2, name), endOfOptions]))
  })
  const packets = names
    .flatMap((name, index) => (captures.get(name) ?? []).map((packet) => ({ index, ...packet })))
    .sort((a, b) => a.at - b.at)
    .map(({ index, at, bytes, length }) => {
      const head = Buffer.alloc(20)
      head.writeUInt32LE(index, 0)
      head.writeUInt32LE(Math.floor(at / 2 ** 32), 4)
      head.writeUInt32LE(at % 2 ** 32, 8)
      head.writeUInt32LE(bytes.length, 12)
      head.writeUInt32LE(length, 16)
      return block(6, Buffer.concat([head, padded(bytes)]))
    })
  return Buffer.concat([block(0x0a0d0d0a, section), ...interfaces, ...packets])
}
