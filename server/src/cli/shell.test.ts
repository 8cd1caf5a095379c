import { expect, test } from 'vitest'
import { filtered } from './shell'

test('an operator’s terminal gets no sequence from a node that does more than draw', () => {
  const clipboard = '\x1b]52;c;c2g=\x07'
  const answers = '\x1bP$qm\x1b\\'
  const endless = '\x1b[99999999b'
  expect(filtered(`before${clipboard} \x1b[1mbold\x1b[0m\n`)).toBe('before \x1b[1mbold\x1b[0m\n')
  expect(filtered(`\x1b]0;${'x'.repeat(100_000)}\x07öffnen 终端${answers.slice(0, 2)}`)).toBe('öffnen 终端')
  expect(filtered(endless)).not.toContain('99999999')
})
