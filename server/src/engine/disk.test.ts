import { describe, expect, it } from 'vitest'
import { diskLimit, tooFull } from './disk'
import { readFree } from './disk-probe'

describe('room on the engine’s disk', () => {
  it('is read from the last whole line of the probe', () => {
    expect(readFree('5000 70000\r\n4960 69000\r\n')).toEqual({ mebibytes: 4960, inodes: 69000 })
    expect(readFree('')).toBeNull()
    expect(readFree('/proc/sys/net/ipv4/ip_forward: Operation not permitted\r\n')).toBeNull()
  })

  it('is refused below the floor, in bytes or in files', () => {
    expect(tooFull({ mebibytes: 1024, inodes: 50_000 })).toBeNull()
    expect(tooFull({ mebibytes: 1023, inodes: 50_000 })).toMatchObject({ code: 'engine.low' })
    expect(tooFull({ mebibytes: 90_000, inodes: 49_999 })).toMatchObject({ code: 'engine.low' })
  })

  it('is larger for a node with a second disk', () => {
    expect(diskLimit({ disk: 32 }) - diskLimit({})).toBe(32)
  })
})
