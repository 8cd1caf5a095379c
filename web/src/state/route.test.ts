import { expect, test } from 'vitest'
import { href, parseRoute } from './route'

test('an address names the catalogue, a lab, or nothing', () => {
  expect(parseRoute('/')).toEqual({ page: 'catalogue', lab: null })
  expect(parseRoute('/?lab=lvs-dr')).toEqual({ page: 'catalogue', lab: 'lvs-dr' })
  expect(parseRoute('/labs/lvs-dr')).toEqual({ page: 'lab', lab: 'lvs-dr', step: null })
  expect(parseRoute('/labs/lvs-dr/?step=look-around')).toEqual({ page: 'lab', lab: 'lvs-dr', step: 'look-around' })
  expect(parseRoute('/join')).toEqual({ page: 'join', code: null })
  expect(parseRoute('/join/K7QF-2M9T')).toEqual({ page: 'join', code: 'K7QF-2M9T' })
  expect(parseRoute('/labs')).toEqual({ page: 'unknown', path: '/labs' })
})

test('an address names the classes, or one of them with a learner', () => {
  expect(parseRoute('/classes/')).toEqual({ page: 'classes' })
  expect(parseRoute('/classes/0a1b2c3d?watch=00000001')).toEqual({
    page: 'class',
    class: '0a1b2c3d',
    lab: null,
    watch: '00000001',
  })
  expect(parseRoute('/classes/0a1b2c3d?watch=me&lab=lvs-dr')).toMatchObject({ watch: null, lab: 'lvs-dr' })
  expect(parseRoute('/classes/x')).toMatchObject({ page: 'unknown' })
})

test('what is no name is not taken for one', () => {
  expect(parseRoute('/labs/..%2Fetc')).toMatchObject({ page: 'unknown' })
  expect(parseRoute('/labs/a?step=<b>')).toEqual({ page: 'lab', lab: 'a', step: null })
})

test.each([
  '/',
  '/?lab=lvs-dr',
  '/labs/lvs-dr',
  '/labs/lvs-dr?step=one',
  '/classes',
  '/classes/0a1b2c3d',
  '/classes/0a1b2c3d?watch=00000001&lab=lvs-dr',
  '/join/K7QF-2M9T',
  '/nowhere',
])('%s is written as it was read', (path) => {
  expect(href(parseRoute(path))).toBe(path)
})
