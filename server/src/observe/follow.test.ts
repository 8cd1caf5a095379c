import { expect, test, vi } from 'vitest'
import { decode } from './decode'
import { macOf } from '@contract/packets'
import { type Card, follow, seenBy, withoutEchoes } from './follow'
import { type Packet, readPcap, writePcapng } from './pcap'

/** Everything that the cards saw, put together. */
const followAll = (cards: Card[], captures: Map<string, Packet[]>) =>
  follow(
    cards,
    cards.flatMap((card) => seenBy(card, captures.get(card.name) ?? [], () => true)),
  )

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex')
const address = (text: string) =>
  text
    .split('.')
    .map((octet) => Number(octet).toString(16).padStart(2, '0'))
    .join('')
const ethernet = (to: string, from: string, type: string) => `${to}${from}${type}`.replaceAll(':', '')

/** An IPv4 header of 20 bytes around a payload. */
const ip = (protocol: number, from: string, to: string, payload: string) =>
  `4500 ${(20 + payload.replaceAll(' ', '').length / 2).toString(16).padStart(4, '0')} 0000 0000 40${protocol.toString(16).padStart(2, '0')} 0000 ${address(from)}${address(to)}${payload}`
const tcp = (from: number, to: number, flags: string, data = '') =>
  `${from.toString(16).padStart(4, '0')}${to.toString(16).padStart(4, '0')}000000000000000050${flags}000000000000${Buffer.from(data).toString('hex')}`

const [client, director, rs1] = ['10.0.0.50', '10.0.0.11', '10.0.0.21'].map(macOf) as [string, string, string]

test('a SYN and a request are told by their flags and their first line', () => {
  const frame = (flags: string, data = '') =>
    decode(hex(ethernet(director, client, '0800') + ip(6, '10.0.0.50', '10.0.0.100', tcp(40000, 80, flags, data))))
  expect(frame('02')).toEqual({
    sourceMac: client,
    targetMac: director,
    protocol: 'TCP',
    source: '10.0.0.50:40000',
    target: '10.0.0.100:80',
    says: 'SYN',
  })
  expect(frame('18', 'GET / HTTP/1.1\r\nHost: x\r\n')?.says).toBe('GET / HTTP/1.1')
  expect(frame('18', '\u0001\u0002\u0003')?.says).toBe('3 bytes')
})

test('ARP, gratuitous ARP, VRRP and IP in IP', () => {
  const arp = (operation: string, from: string, to: string) =>
    decode(
      hex(
        ethernet('ff:ff:ff:ff:ff:ff', rs1, '0806') +
          `0001080006040${operation}${rs1.replaceAll(':', '')}${address(from)}000000000000${address(to)}`,
      ),
    )?.says
  expect(arp('001', '10.0.0.50', '10.0.0.100')).toBe('who has 10.0.0.100? tell 10.0.0.50')
  expect(arp('002', '10.0.0.100', '10.0.0.50')).toBe(`10.0.0.100 is at ${rs1}`)
  expect(arp('001', '10.0.0.100', '10.0.0.100')).toBe(`10.0.0.100 is at ${rs1} (gratuitous)`)
  const plain = (protocol: number, payload: string) =>
    decode(hex(ethernet(rs1, director, '0800') + ip(protocol, '10.0.0.11', '224.0.0.18', payload)))
  expect(plain(112, '2133000100640000')).toMatchObject({ protocol: 'VRRP', says: 'router 51, priority 0: goodbye' })
  expect(plain(4, ip(6, '10.0.0.50', '10.0.0.100', tcp(1, 80, '02')))).toMatchObject({
    protocol: 'IPIP',
    says: '10.0.0.50:1 → 10.0.0.100:80: SYN',
  })
})

test('what is cut short or something else is not decoded', () => {
  expect(decode(hex(ethernet(director, client, '0800') + '4500'))).toBeNull()
  expect(decode(hex(ethernet(director, client, '86dd') + '60'.repeat(40)))).toBeNull()
})

const packet = (at: number, bytes: Buffer): Packet => ({ at, bytes, length: bytes.length })
const syn = (to: string, from: string) =>
  hex(ethernet(to, from, '0800') + ip(6, '10.0.0.50', '10.0.0.100', tcp(40000, 80, '02')))

test('a frame is told once, by who sent it, with all who received it, in the order of the host’s clock', () => {
  const [first, second] = [syn(director, client), syn(rs1, director)]
  const cards = [
    { name: 'client', mac: client, hostClock: true },
    { name: 'director1', mac: director, hostClock: false },
    { name: 'rs1', mac: rs1, hostClock: true },
  ]
  const captures = new Map([
    ['client', [packet(1_000_000, first)]],
    // The guest's clock is 5 ms ahead.
    ['director1', [packet(1_005_100, first), packet(1_005_200, second)]],
    ['rs1', [packet(1_000_300, second)]],
  ])
  const told = followAll(cards, captures)
  expect(told.map(({ at, from, to, targetMac }) => ({ at, from, to, targetMac }))).toEqual([
    { at: 0, from: 'client', to: ['director1'], targetMac: director },
    { at: 0.3, from: 'director1', to: ['rs1'], targetMac: rs1 },
  ])
})

test('the same bytes twice at one node are two frames', () => {
  const again = syn(director, client)
  const captures = new Map([['client', [packet(1, again), packet(2, again)]]])
  expect(followAll([{ name: 'client', mac: client, hostClock: true }], captures)).toHaveLength(2)
})

test('a guest’s card hears each frame it sends once more; that is no frame, and what is sent again is one', () => {
  const frame = syn(rs1, director)
  const guest = { name: 'director1', mac: director, hostClock: false }
  const heard = [
    packet(0, frame),
    packet(80, frame),
    packet(500, frame),
    packet(590, frame),
    packet(900, syn(director, client)),
  ]
  expect(withoutEchoes(guest, heard).map(({ at }) => at)).toEqual([0, 500, 900])
  expect(withoutEchoes({ ...guest, hostClock: true }, heard)).toHaveLength(5)
})

test('a capture file is read up to its last whole packet, in either byte order', () => {
  const record = hex('01000000 02000000 04000000 08000000 aabbccdd')
  const head = hex('d4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000000')
  expect(readPcap(Buffer.concat([head, record, record.subarray(0, 18)]))).toEqual([
    { at: 1_000_002, bytes: hex('aabbccdd'), length: 8 },
  ])
  expect(
    readPcap(hex('a1b2c3d4 0002 0004 00000000 00000000 0000ffff 00000001 00000001 00000002 00000001 00000001 aa')),
  ).toEqual([{ at: 1_000_002, bytes: hex('aa'), length: 1 }])
  expect(readPcap(Buffer.alloc(0))).toEqual([])
})

test('a file for Wireshark is whole blocks: section, interfaces, packets', () => {
  const file = writePcapng(
    new Map([
      ['client', [packet(5, hex('aabbcc'))]],
      ['rs1', []],
    ]),
  )
  const blocks: number[] = []
  for (let at = 0; at < file.length; at += file.readUInt32LE(at + 4)) {
    blocks.push(file.readUInt32LE(at))
    const length = file.readUInt32LE(at + 4)
    expect(file.readUInt32LE(at + length - 4)).toBe(length)
  }
  expect(blocks).toEqual([0x0a0d0d0a, 1, 1, 6])
})

/** Frames alike, as a node's root makes them with tcpreplay. */
const many = (count: number, every: number, bytes = syn(rs1, director)) =>
  Array.from({ length: count }, (_, index) => packet(index * every, bytes))

test('what is compared grows with the packets, not with their square', () => {
  const compared = vi.spyOn(Buffer.prototype, 'equals')
  const guest = { name: 'director1', mac: director, hostClock: false }
  const other = { name: 'rs1', mac: rs1, hostClock: true }
  const distinct = Array.from({ length: 5000 }, (_, index) =>
    packet(index, Buffer.concat([syn(rs1, director), Buffer.from([index >> 8, index & 255])])),
  )
  for (const packets of [many(5000, 1), many(5000, 1000), distinct]) {
    expect(withoutEchoes(guest, packets).length).toBeLessThanOrEqual(5000)
    const told = followAll([guest, other], new Map(['director1', 'rs1'].map((name) => [name, packets])))
    expect(told).toHaveLength(5000)
  }
  expect(compared.mock.calls.length).toBeLessThan(100_000)
  compared.mockRestore()
})

test('IP in IP in IP … is unpacked once; contradictory and short headers are no frames', () => {
  const head = (protocol: number) => ip(protocol, '10.0.0.50', '10.0.0.100', '')
  const nested = decode(
    hex(ethernet(rs1, director, '0800') + head(4).repeat(3000) + ip(6, '1.1.1.1', '2.2.2.2', tcp(1, 80, '02'))),
  )
  expect(nested).toMatchObject({ protocol: 'IPIP', says: '10.0.0.50 → 10.0.0.100: ' })
  const frame = hex(
    ethernet(director, client, '0800') + ip(6, '10.0.0.50', '10.0.0.100', tcp(1, 80, '18', 'GET / HTTP/1.1\r\n')),
  )
  for (let length = 0; length < 48; length++) expect(decode(frame.subarray(0, length))).toBeNull()
  const withByte = (at: number, value: number) => {
    const bytes = Buffer.from(frame)
    bytes[at] = value
    return decode(bytes)
  }
  expect([withByte(14, 0x40), withByte(14, 0x4f), withByte(16, 0x00), withByte(46, 0x10)]).toMatchObject([
    null,
    {},
    {},
    null,
  ])
  expect(decode(hex(ethernet(director, client, '0806') + '0001'))).toBeNull()
})

/** Seeded bytes. */
function noise(seed: number, length: number): Buffer {
  let state = seed
  return Buffer.from(Array.from({ length }, () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 24))
}

test('no frame and no capture file is too broken to be looked at, and what is shown of one is short', () => {
  const head = hex('d4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000000')
  for (let seed = 1; seed <= 1000; seed++) {
    const types = ['0800', '0806', '86dd']
    const bytes = Buffer.concat([hex(ethernet(director, client, types[seed % 3] ?? '')), noise(seed, seed % 300)])
    if (seed % 2 && bytes.length > 24)
      bytes.set([0x45, 0, 0, seed % 250, 0, 0, 0, 0, 64, [1, 4, 6, 17, 112][seed % 5] ?? 0], 14)
    const { says = '', source = '' } = decode(bytes) ?? {}
    expect(says.length + source.length).toBeLessThan(300)
    const file = Buffer.concat([head, noise(seed, 2000)])
    const packets = readPcap(file)
    writePcapng(new Map([['client', packets]]))
    followAll([{ name: 'client', mac: client, hostClock: true }], new Map([['client', packets]]))
  }
})

test('a capture file’s lengths and times are not believed', () => {
  const head = hex('d4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000000')
  const record = (seconds: string, micro: string, kept: string, length: string) =>
    hex(`${seconds}${micro}${kept}${length}aabbccdd`)
  const good = record('01000000', '02000000', '04000000', '04000000')
  for (const bad of [
    record('01000000', '02000000', 'ffffffff', 'ffffffff'),
    record('01000000', 'ffffffff', '04000000', '04000000'),
    record('01000000', '02000000', '04000000', 'ffffffff'),
    record('01000000', '02000000', '04000000', '01000000'),
  ])
    expect(readPcap(Buffer.concat([head, good, bad, good]))).toHaveLength(1)
  expect(readPcap(Buffer.concat([head, ...Array.from({ length: 100 }, () => good)]), 10)).toHaveLength(10)
  expect(readPcap(Buffer.alloc(100))).toEqual([])
  const late = readPcap(Buffer.concat([head, record('ffffffff', '3f420f00', '04000000', '04000000')]))
  expect(late).toHaveLength(1)
  expect(writePcapng(new Map([['client', late]])).length).toBeGreaterThan(50)
})
