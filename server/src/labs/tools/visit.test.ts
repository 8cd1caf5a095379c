import { expect, test } from 'vitest'
import { readVisit } from './visit'

test('what curl tells of a page', () => {
  const stderr = '200\ntext/html; charset=utf-8\n0.012345\n\nrs1\n'
  expect(readVisit('<p>', stderr)).toEqual({
    status: 200,
    type: 'text/html',
    took: 12,
    error: '',
    server: 'rs1',
    body: '<p>',
  })
  expect(readVisit('', '000\n\n5.0\nConnection timed out\n\n')).toMatchObject({
    status: 0,
    error: 'Connection timed out',
  })
})

test('a curl that is none tells nothing that is too long, or no number, or would do something to a page or a terminal', () => {
  const long = `\x1b[31m${'x'.repeat(1_000_000)}\u202e`
  const view = readVisit('x'.repeat(1_000_000), ['1e9', `${long}/html`, 'Infinity', long, long].join('\n'))
  expect(view).toMatchObject({ status: 0, type: '', took: 0 })
  expect(view.body).toHaveLength(256 * 1024)
  expect(JSON.stringify({ ...view, body: '' }).length).toBeLessThan(600)
  for (const status of ['-1', '99', '2000', 'NaN', ''])
    expect(readVisit('', status)).toMatchObject({ status: 0, error: 'no answer' })
  expect(readVisit('', `200\n\n\n\n${long}`).server).toMatch(/^\[31mx+…$/)
})
