import { execFileSync } from 'node:child_process'
import { describe, expect, test, vi } from 'vitest'
import type { LabNode } from '../lab-node'
import type { Cause } from './cause'
import { causes } from './causes'
import { diagnose } from './diagnose'
import { answers, script } from './question'

const around = { role: 'director', address: '10.0.0.11', peers: ['10.0.0.12'], vips: ['10.0.0.100'], lvs: true }

const cause = (id: string, ask: string): Cause => ({ id, ask, says: { en: id, zh: id }, source: 'x' })

/** A node whose job prints this. */
const node = (name: string, printed: string | Error, state = 'ready') =>
  ({
    name,
    state,
    spec: around,
    job: vi.fn(() => (printed instanceof Error ? Promise.reject(printed) : Promise.resolve({ stdout: printed }))),
  }) as unknown as LabNode

const bash = (text: string) => execFileSync('bash', ['-c', text], { encoding: 'utf8' })

describe('the library', () => {
  test('names every cause once, in both languages', () => {
    const ids = causes.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { id, says } of causes) {
      expect(id).toMatch(/^[a-z0-9-]+$/)
      expect(says.zh, id).toMatch(/[\u4e00-\u9fff]/)
    }
  })

  test.each(causes.map(({ id, ask }) => [id, ask]))('%s asks in valid bash', (_, ask) => {
    execFileSync('bash', ['-n', '-c', ask])
  })

  test('asks everything in one valid script', () => {
    execFileSync('bash', ['-n', '-c', script(causes, around)])
  })
})

describe('a question', () => {
  test('is answered by what it prints, whatever its status; a few lines of it are told', () => {
    const asked = [
      cause('well', 'true'),
      cause('lines', 'seq 5; exit 3'),
      cause('quoted', `echo "it's $ADDRESS of $ROLE"`),
      cause('facts', 'echo $PEERS $VIPS'),
      { ...cause('absent', 'echo never'), needs: 'no-such-program' },
      { ...cause('present', 'echo here'), needs: 'bash' },
    ]
    const found = answers(asked, bash(script(asked, around)))
    expect(Object.fromEntries(found)).toEqual({
      lines: ['1', '2', '3'],
      quoted: ["it's 10.0.0.11 of director"],
      facts: ['10.0.0.12 10.0.0.100'],
      present: ['here'],
    })
  })

  test('that does not end, or prints without end, keeps nobody waiting', () => {
    const asked = [cause('endless', 'yes'), cause('hangs', 'sleep 100'), cause('after', 'echo after')]
    const found = answers(asked, bash(script(asked, around)))
    expect(Object.fromEntries(found)).toEqual({ endless: ['y', 'y', 'y'], after: ['after'] })
  }, 30_000)

  test('asked of a hostile node gives known causes only, in short lines without control characters', () => {
    const asked = [cause('known', 'true')]
    const printed = [
      'other\tx',
      '__proto__\tx',
      'known\t\u001b[31mred\u202e',
      `known\t${'x'.repeat(5000)}`,
      'known',
      '\t',
    ]
    const found = answers(asked, printed.join('\n'))
    expect([...found.keys()]).toEqual(['known'])
    expect(found.get('known')?.[0]).toBe('[31mred')
    expect(found.get('known')?.[1]).toHaveLength(200)
  })
})

describe('a diagnosis', () => {
  const [first, second, third] = causes.map(({ id }) => id)

  test('is of the nearest causes, the asked node’s own first', async () => {
    const told = await diagnose(
      [node('rs1', `${third}\tc\n${second}\tb`), node('rs2', `${second}\tb`), node('client', `${first}\ta`)],
      () => around,
    )
    expect(told.map(({ node, id }) => [node, id])).toEqual([
      ['client', first],
      ['rs1', second],
    ])
  })

  test('says of a node that it is off without asking it, and of one that is silent that it is', async () => {
    const off = node('rs1', '', 'off')
    const told = await diagnose([off, node('rs2', new Error('no\u001b answer'))], () => around)
    expect(off.job).not.toHaveBeenCalled()
    expect(told).toMatchObject([
      { id: 'off', node: 'rs1', quote: [] },
      { id: 'silent', node: 'rs2', quote: ['no  answer'] },
    ])
  })

  test('of nodes that are well is empty', async () => {
    expect(await diagnose([node('rs1', '')], () => around)).toEqual([])
  })
})
