import { expect, test } from 'vitest'
import { LabError } from '../errors'
import { engineCall, engineError } from './engine'

const refusal = (message: string) =>
  Object.assign(new Error(`(HTTP code 500) server error - ${message}`), { statusCode: 500, json: { message } })

test.each([
  ['write /x: no space left on device', 'engine.space', 'docker system prune'],
  ['cannot allocate memory', 'engine.exhausted', 'npx lvs-lab stop'],
  ['failed to create the macvlan port: operation not supported', 'engine.macvlan', 'modprobe macvlan'],
  [
    'error gathering device information while adding custom device "/dev/net/tun": no such file or directory',
    'engine.tun',
    'modprobe tun',
  ],
  ['permission denied', 'engine.permission', 'npx lvs-lab doctor'],
  ['something else', 'engine.refused', 'npx lvs-lab doctor'],
])('what the engine says (%s) becomes %s with a cure', (message, code, cure) => {
  const error = engineError(refusal(message), 'creating rs1')
  expect(error).toMatchObject({ code, cure: expect.stringContaining(cure) as string })
  expect(error.message).toContain('creating rs1')
})

test('an engine that went away is said to be gone', () => {
  const error = engineError(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'listing nodes')
  expect(error).toMatchObject({ code: 'engine.gone', cure: expect.any(String) as string })
})

test('an error that knows its cure passes as it is', async () => {
  const own = new LabError('node.off', { node: 'rs1' })
  await expect(engineCall('anything', () => Promise.reject(own))).rejects.toBe(own)
})
