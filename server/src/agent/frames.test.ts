import { expect, test } from 'vitest'
import { ProtocolError } from '../errors'
import { FrameReader, frame, numbers } from './frames'
import { type Kinds, controlKinds, frameBytes, shellKinds } from './protocol'

const kinds: Kinds = { j: [0, 100], d: [0, 100], x: [0, 100] }

test('frames come out as they went in, however the bytes are cut', () => {
  const bytes = Buffer.concat([frame('j', numbers(7, 4_000_000_000), 'script'), frame('d', ''), frame('x', numbers(1))])
  for (let cut = 1; cut <= bytes.length; cut++) {
    const seen: [string, string][] = []
    const reader = new FrameReader(kinds, (kind, payload) => seen.push([kind, payload.toString('latin1')]))
    for (let at = 0; at < bytes.length; at += cut) reader.push(bytes.subarray(at, at + cut))
    expect(seen).toEqual([
      ['j', `\0\0\0\u0007\u00ee\u006b\u0028\u0000script`],
      ['d', ''],
      ['x', '\0\0\0\u0001'],
    ])
  }
})

test('a frame that no agent sends is refused by its head alone', () => {
  const refused = (allowed: Kinds, kind: string, length: number) => () => {
    const head = Buffer.concat([Buffer.from(kind, 'latin1'), numbers(length)])
    for (const byte of head) new FrameReader(allowed, () => undefined).push(Buffer.from([byte]))
    new FrameReader(allowed, () => undefined).push(head)
  }
  for (const [allowed, kind, length] of [
    [controlKinds, 'x', 0],
    [controlKinds, 'x', 10],
    [controlKinds, 'o', 3],
    [controlKinds, 'o', 2 ** 20],
    [controlKinds, 'w', frameBytes.state + 1],
    [controlKinds, 'w', 150 * 2 ** 20],
    [controlKinds, 'd', 1],
    [controlKinds, '_', 4],
    [shellKinds, 'd', 2 ** 32 - 1],
    [shellKinds, 'n', 0],
    [shellKinds, 'w', 4],
  ] as const)
    expect(refused(allowed, kind, length), `${kind} ${length}`).toThrow(ProtocolError)
})

test('a long frame in many pieces is put together once, whatever the size of the pieces', () => {
  const body = Buffer.alloc(frameBytes.state, 'x')
  const bytes = frame('w', body)
  let seen = 0
  const reader = new FrameReader(controlKinds, (_, payload) => (seen += payload.length))
  let allocated = 0
  const concat = Buffer.concat.bind(Buffer)
  try {
    Buffer.concat = ((list: Buffer[]) => {
      allocated += list.reduce((sum, { length }) => sum + length, 0)
      return concat(list)
    }) as typeof Buffer.concat
    for (let at = 0; at < bytes.length; at += 100) reader.push(bytes.subarray(at, at + 100))
  } finally {
    Buffer.concat = concat
  }
  expect(seen).toBe(body.length)
  // Before: what was there was copied with every piece, 1.3 GiB in all.
  expect(allocated).toBe(0)
})
