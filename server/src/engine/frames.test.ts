import { expect, test } from 'vitest'
import { agentCutter, dockerCutter, frame, numbers } from './frames'

test('frames come out as they went in, however the bytes are cut', () => {
  const bytes = Buffer.concat([frame('j', numbers(7, 4_000_000_000), 'script'), frame('d', ''), frame('x', numbers(1))])
  for (let cut = 1; cut <= bytes.length; cut++) {
    const seen: [string, string][] = []
    const cutter = agentCutter((kind, payload) => seen.push([kind, payload.toString('latin1')]))
    for (let at = 0; at < bytes.length; at += cut) cutter.push(bytes.subarray(at, at + cut))
    expect(seen).toEqual([
      ['j', `\0\0\0\u0007\u00ee\u006b\u0028\u0000script`],
      ['d', ''],
      ['x', '\0\0\0\u0001'],
    ])
  }
})

test('Docker’s frames tell stdout from stderr', () => {
  const seen: [number, string][] = []
  const cutter = dockerCutter((stream, payload) => seen.push([stream, payload.toString()]))
  cutter.push(Buffer.from([1, 0, 0, 0, 0, 0, 0, 2, 104, 105, 2, 0, 0, 0, 0, 0, 0, 1]))
  cutter.push(Buffer.from('!'))
  expect(seen).toEqual([
    [1, 'hi'],
    [2, '!'],
  ])
})
