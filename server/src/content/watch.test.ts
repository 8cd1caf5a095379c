import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { freshLabs, write } from './testing'
import { watchLabs } from './watch'

const text = 'tiny/01-first-request/en.md'

function watched() {
  const root = freshLabs()
  const changed = vi.fn<(lab: string) => void>()
  const watcher = watchLabs(root, changed)
  onTestFinished(() => watcher.close())
  const told = async (lab: string) => {
    await vi.waitFor(() => expect(changed).toHaveBeenCalledWith(lab), 5000)
    changed.mockClear()
  }
  return { root, changed, watcher, told }
}

/** As vim, sed -i and most editors save. */
function replace(root: string, file: string, content: string): void {
  write(root, `${file}.new`, content)
  renameSync(join(root, `${file}.new`), join(root, file))
}

test('a saved file tells its lab, once for a burst', async () => {
  const { root, changed } = watched()
  for (let i = 0; i < 5; i++) write(root, text, `# ${i}`)
  await vi.waitFor(() => expect(changed).toHaveBeenCalled(), 5000)
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(changed.mock.calls).toEqual([['tiny']])
})

test('a file that is replaced again and again is told each time', async () => {
  const { root, told } = watched()
  for (let i = 0; i < 3; i++) {
    replace(root, text, `# ${i}`)
    await told('tiny')
  }
})

test('new labs and steps are followed, replaced folders too', async () => {
  const { root, told } = watched()
  write(root, 'fresh/lab.yaml', 'x')
  await told('fresh')
  mkdirSync(join(root, 'fresh/01-step'))
  await told('fresh')
  write(root, 'fresh/01-step/en.md', 'x')
  await told('fresh')
  rmSync(join(root, 'fresh'), { recursive: true })
  await told('fresh')
  write(root, 'fresh/01-step/en.md', 'y')
  await told('fresh')
  write(root, 'fresh/01-step/en.md', 'z')
  await told('fresh')
})

test('nothing is told of other files, nor after closing', async () => {
  const { root, changed, watcher } = watched()
  write(root, 'README.md', 'x')
  write(root, 'tiny/01-first-request/.en.md.swp', 'x')
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(changed).not.toHaveBeenCalled()
  write(root, text, 'x')
  watcher.close()
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(changed).not.toHaveBeenCalled()
})
