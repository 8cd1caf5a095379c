import { expect, test } from 'vitest'
import { seeded } from '../agent/testing'
import { heartbeatState } from './haresources'
import { most } from './limits'
import { Observer, watched } from './observer'
import { readDrbd } from './drbd'
import { readSnapshot } from './snapshot'
import { readVrrp } from './vrrp'

/** States as an agent may tell them that a learner's root has replaced. */

const file = (path: string, content: string) => `file ${path} ${Buffer.byteLength(content)}\n${content}\n`
const repeat = (count: number, line: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => line(at)).join('')
const ipvs = repeat(
  3000,
  (at) => `TCP  0A000064:${at.toString(16).padStart(4, '0').toUpperCase()} rr\n  -> 0A000016:0050 Route 1 0 7\n`,
)

test('a length that leads back, or nowhere, ends the reading', () => {
  for (const length of ['-13', '-7', '-1', 'x', '1e9', '99999999999', ''])
    expect(readSnapshot(Buffer.from(`file /x ${length}\naddress lo 127.0.0.1/8 up\n`), ['/x']).cut, length).toBe(false)
})

test('a state has few rows of each kind, short names, and says that there was more', () => {
  const text = [
    repeat(900, (at) => `address ${'e'.repeat(300)} 10.0.${at % 200}.1/24 up\n`),
    repeat(900, (at) => `process ${'p'.repeat(400)}${at} S 99999999999\nprocess n${at}\u0007\u202e S -5\n`),
    'process keepalived S 1\n',
    file('/proc/net/ip_vs', ipvs),
    file(
      '/proc/drbd',
      repeat(900, (at) => ` ${at}: cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C\n`),
    ),
    file(
      '/var/log/syslog',
      repeat(900, (at) => `Keepalived: (VI_${at}) Entering MASTER STATE\n`),
    ),
  ]
  const observer = new Observer()
  for (const part of text) {
    const state = observer.read(Buffer.from(`process keepalived S 1\n${part}`), 1)
    expect(state.addresses.length).toBeLessThanOrEqual(most.addresses)
    expect(state.programs.length).toBeLessThanOrEqual(most.programs)
    expect(state.ipvs.length).toBeLessThanOrEqual(most.services)
    expect(state.drbd.length).toBeLessThanOrEqual(most.devices)
    expect(state.vrrp.length).toBeLessThanOrEqual(most.instances)
    expect(JSON.stringify(state).length).toBeLessThan(32_768)
    expect(JSON.stringify(state)).not.toMatch(/[\u0000-\u001f\u202e]|\\u00|null/)
  }
  expect(observer.read(Buffer.from(file('/proc/net/ip_vs', ipvs)), 1).cut).toBe(true)
})

test('what would make a pattern try every way is one step for each character', () => {
  // Before: `(\S+)\/(\S+)` and `\((\S+)\)` tried every pair of places, more than 10^9 here.
  const slashes = ` 0: cs:x ro:${'/'.repeat(65_000)}`
  expect(readDrbd(slashes, '').devices).toHaveLength(1)
  const brackets = `Keepalived ${'('.repeat(65_000)}`
  expect(readVrrp(brackets, new Map()).size).toBe(0)
  const mounts = repeat(3000, (at) => `/dev/drbd${at} /srv ext4\n`)
  expect(
    readDrbd(
      repeat(3000, (at) => ` ${at}: cs:Connected\n`),
      mounts,
    ).cut,
  ).toBe(true)
})

test('names that mean something to objects are names', () => {
  const text = ['__proto__', 'constructor', 'toString'].map((name) => `process ${name} S 1\n`).join('')
  const { programs } = new Observer().read(Buffer.from(text), 1)
  expect(programs.map(({ name }) => name)).toEqual(['__proto__', 'constructor', 'toString'])
  expect(({} as Record<string, unknown>)['count']).toBeUndefined()
})

test('1,000 states of noise and of lines that were cut, doubled or mixed up', () => {
  const good = `address lo 127.0.0.1/8 up\nprocess keepalived S 3\n${watched.map((path) => file(path, 'TCP  0A000064:0050 rr\n -> a b 1\n 0: cs:x\n')).join('')}`
  for (let seed = 1; seed <= 1000; seed++) {
    const random = seeded(seed)
    const bytes = Buffer.from(good.slice(random.below(good.length)) + good)
    for (let left = random.below(30); left > 0; left--) bytes[random.below(bytes.length)] = random.below(256)
    const state = new Observer().read(random.below(4) ? bytes : random.bytes(random.below(2000)), 1)
    expect(JSON.stringify(state).length, `seed ${seed}`).toBeLessThan(32_768)
    const groups = heartbeatState('a', 'all', bytes.toString('latin1')).groups
    expect(groups.length, `seed ${seed}`).toBeLessThanOrEqual(most.groups)
  }
})
