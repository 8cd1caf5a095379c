import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Library } from './library'
import { loadLab, loadLabs } from './load'
import { limitBytes } from './source'
import { edit, freshLabs } from './testing'

/** What may lie where a lesson's file is expected, and what is said of it. */
const strange: [what: string, put: (path: string) => unknown, message: RegExp][] = [
  ['a pipe', (path) => execFileSync('mkfifo', [path]), /no plain file/],
  ['a pipe with a writer that never writes', pipeWithWriter, /no plain file/],
  ['a socket', socketAt, /no plain file/],
  ['a link to a device', (path) => symlinkSync('/dev/zero', path), /out of the labs folder/],
  ['a link to a terminal', (path) => symlinkSync('/dev/tty', path), /out of the labs folder/],
  ['a link to a file elsewhere', (path) => symlinkSync('/etc/hostname', path), /out of the labs folder/],
  ['a link to a pipe beside it', linkToPipe, /no plain file/],
  ['a link to itself', (path) => symlinkSync(path, path), /in a circle/],
  ['a link to nothing', (path) => symlinkSync(`${path}.none`, path), /missing/],
  ['a folder', (path) => mkdirSync(path), /no plain file/],
  ['a file of 8 GiB', (path) => (writeFileSync(path, ''), truncateSync(path, 2 ** 33)), /more than 64 KiB/],
  ['a file one byte too large', (path) => writeFileSync(path, 'a'.repeat(limitBytes + 1)), /more than 64 KiB/],
]

async function pipeWithWriter(path: string): Promise<void> {
  execFileSync('mkfifo', [path])
  // Open for reading and writing, so that opening it does not wait.
  const writer = spawn('sh', ['-c', 'exec 3<>"$0"; echo open; exec sleep 600', path], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  onTestFinished(() => void writer.kill('SIGKILL'))
  await once(writer.stdout, 'data')
}

async function socketAt(path: string): Promise<void> {
  const server = createServer().listen(path)
  onTestFinished(() => void server.close())
  await once(server, 'listening')
}

function linkToPipe(path: string): void {
  execFileSync('mkfifo', [`${path}.pipe`])
  symlinkSync(`${path}.pipe`, path)
}

const step = '01-first-request'
const places = ['lab.yaml', `${step}/en.md`, `${step}/zh.md`, `${step}/checks.yaml`, `${step}/mistakes.yaml`]

test.each(strange)(
  '%s in place of a lesson’s file is a finding with a cure, and nothing waits for it',
  async (_what, put, message) => {
    for (const place of places) {
      const root = freshLabs()
      rmSync(join(root, 'tiny', place))
      await put(join(root, 'tiny', place))
      const { findings } = await loadLab(root, 'tiny')
      expect(findings).toContainEqual(
        expect.objectContaining({
          severity: 'error',
          file: `tiny/${place}`,
          message: expect.stringMatching(message) as string,
          cure: expect.stringMatching(/\w/) as string,
        }),
      )
      // Nor does it hide the others.
      expect((await loadLabs(root)).map(({ id }) => id)).toEqual(['tiny'])
    }
  },
)

test('a pipe in place of a step’s folder, or of the whole lab, waits for nobody', async () => {
  const root = freshLabs()
  rmSync(join(root, 'tiny', step), { recursive: true })
  execFileSync('mkfifo', [join(root, 'tiny', step), join(root, 'other')])
  const [tiny, ...more] = await loadLabs(root)
  expect(more).toEqual([])
  expect(tiny?.findings).toContainEqual(
    expect.objectContaining({ file: `tiny/${step}`, message: expect.stringContaining('no folder') as string }),
  )
})

test.each([
  ['brackets', '['],
  ['maps', '{a: '],
  ['lists', '- '],
  ['anchors', '&a [*a, '],
  ['quotes', '> '],
  ['emphasis', '*a **b '],
  ['links', '[a]('],
  ['boxes', '::: note\n'],
  ['fences', '````'],
])(
  'a file of the largest size that is all %s is a finding, not a crash',
  async (_what, text) => {
    for (const place of ['lab.yaml', `${step}/en.md`, `${step}/checks.yaml`]) {
      const root = freshLabs()
      writeFileSync(join(root, 'tiny', place), text.repeat(Math.floor(limitBytes / text.length)))
      const { findings } = await loadLab(root, 'tiny')
      expect(findings.filter(({ file }) => file === `tiny/${place}`)).not.toEqual([])
    }
  },
  30_000,
)

test('a pipe that comes while lessons are watched holds up no other', async () => {
  const root = freshLabs()
  cpSync(join(root, 'tiny'), join(root, 'other'), { recursive: true })
  const library = await Library.open(root)
  onTestFinished(() => library.close())
  library.watch()
  rmSync(join(root, 'tiny/lab.yaml'))
  execFileSync('mkfifo', [join(root, 'tiny/lab.yaml')])
  await vi.waitFor(() => expect(library.report('tiny').findings[0]?.message).toMatch(/no plain file/), {
    timeout: 4000,
  })
  edit(root, 'other/lab.yaml', 'order: 99', 'order: 7')
  await vi.waitFor(() => expect(library.lab('other').spec.order).toBe(7), { timeout: 4000 })
})
