/** Broken lessons for tests: the tiny lab with one thing changed. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** The folder of the good fixture lessons. */
export const fixtureLabs = fileURLToPath(new URL('../../test/fixtures/labs', import.meta.url))

/** A labs folder of its own for the running test, with the tiny lab in it. */
export function freshLabs(): string {
  const root = mkdtempSync(join(tmpdir(), 'lvs-lab-labs-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  cpSync(join(fixtureLabs, 'tiny'), join(root, 'tiny'), { recursive: true })
  return root
}

/** Writes a file of a labs folder, its folders included. */
export function write(root: string, file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}

/** Replaces the first occurrence of a text in a file. Throws when it is not there: the edit would test nothing. */
export function edit(root: string, file: string, from: string, to: string): void {
  const text = readFileSync(join(root, file), 'utf8')
  if (!text.includes(from)) throw new Error(`${file} has no '${from}'`)
  write(
    root,
    file,
    text.replace(from, () => to),
  )
}

/** The number of the last line that has a text, from 1. */
export function lineOf(root: string, file: string, text: string): number {
  const index = readFileSync(join(root, file), 'utf8')
    .split('\n')
    .findLastIndex((line) => line.includes(text))
  if (index < 0) throw new Error(`${file} has no '${text}'`)
  return index + 1
}
