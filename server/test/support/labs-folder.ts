import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { edit, fixtureLabs } from '../../src/content/testing'

/** One change of a lab's file: in `file`, `from` becomes `to`. */
type Edit = [file: string, from: string, to: string]

/** A labs folder for this test file, with copies of fixture labs that differ by a few edits. */
export function labsFolder(labs: Record<string, { of: string; edits: Edit[] }>): string {
  const root = mkdtempSync(join(tmpdir(), 'lvs-lab-labs-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  for (const [id, { of, edits }] of Object.entries(labs)) {
    cpSync(join(fixtureLabs, of), join(root, id), { recursive: true })
    for (const [file, from, to] of edits) edit(root, join(id, file), from, to)
  }
  return root
}
