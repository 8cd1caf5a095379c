import { expect, test } from 'vitest'
import { isForced, isVisit } from './fetch-metadata'

type Headers = Record<string, string>
const asked = (site: string | null, mode = '', dest = '', more: Headers = {}, method = 'GET') => {
  const headers: Headers = { ...(site !== null && { 'sec-fetch-site': site }), ...more }
  if (mode) headers['sec-fetch-mode'] = mode
  if (dest) headers['sec-fetch-dest'] = dest
  const request = { method, headers }
  return isForced(request) ? 'forced' : isVisit(request) ? 'visit' : 'wished'
}

test.each([
  ['no browser that would say', null, '', '', 'wished'],
  ['our own page', 'same-origin', 'cors', 'empty', 'wished'],
  ['an address that was typed, or a link in a mail program', 'none', 'navigate', 'document', 'wished'],
  ['a link on another site', 'cross-site', 'navigate', 'document', 'visit'],
  ['a link on another port of this host', 'same-site', 'navigate', 'document', 'visit'],
  ['an image', 'cross-site', 'no-cors', 'image', 'forced'],
  ['a script', 'same-site', 'no-cors', 'script', 'forced'],
  ['a fetch', 'cross-site', 'cors', 'empty', 'forced'],
  ['a frame', 'cross-site', 'navigate', 'iframe', 'forced'],
  ['an old frame', 'cross-site', 'navigate', 'frame', 'forced'],
  ['an object', 'cross-site', 'navigate', 'object', 'forced'],
  ['a site of a kind that nobody knows yet', 'new-kind', 'no-cors', 'image', 'forced'],
  ['another site that says no more', 'cross-site', '', '', 'forced'],
] as const)('%s: %s %s %s is %s', (_what, site, mode, dest, is) => {
  expect(asked(site, mode, dest)).toBe(is)
})

test('a form of another site is no visit', () => {
  expect(asked('cross-site', 'navigate', 'document', {}, 'POST')).toBe('forced')
})

test('what is asked ahead is nobody’s wish, wherever it comes from', () => {
  const said: Headers[] = [
    { 'sec-purpose': 'prefetch' },
    { 'sec-purpose': 'prefetch;prerender' },
    { purpose: 'prefetch' },
  ]
  for (const site of ['cross-site', 'same-origin', 'none', null])
    for (const more of said) expect(asked(site, 'navigate', 'document', more)).toBe('forced')
})
