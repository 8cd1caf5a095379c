import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { home } from '../config'
import { frameBytes, frameKind } from './protocol'

const header = readFileSync(join(home, 'images/node/agent/protocol.h'), 'utf8')

/** Names as TypeScript writes them. */
const camel = (name: string) => name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())

test('the agent’s header has the same kinds of frames', () => {
  const kinds = [...header.matchAll(/^\tFRAME_(\w+) = '(.)',/gm)].map(([, name = '', kind]) => [camel(name), kind])
  expect(Object.fromEntries(kinds)).toEqual(frameKind)
})

test('the agent’s header has the same limits', () => {
  const limits = [...header.matchAll(/^\t(\w+)_BYTES = (\d+)(?: << (\d+))?,/gm)].map(
    ([, name = '', value, shift = '0']) => [camel(name), Number(value) << Number(shift)],
  )
  expect(Object.fromEntries(limits)).toEqual(frameBytes)
})
