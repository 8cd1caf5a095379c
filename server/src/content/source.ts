/** Reading a lesson's files, never outside the labs folder. */
import { constants } from 'node:fs'
import { open, readdir, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { systemCode } from '../errors'
import { type Finding, error } from './finding'

/** What lab and step folders are called. */
export const folderName = /^[a-z0-9]+(-[a-z0-9]+)*$/

/** Bytes that one file of a lesson may have: four times what the longest has, and so little that parsers, some of them quadratic, end whatever is in it. */
export const limitBytes = 64 * 1024
const partBytes = 2 ** 16

/** A lesson's file could not be read; `missing` tells the plain case from the others. */
export class Unreadable extends Error {
  constructor(
    readonly file: string,
    message: string,
    readonly advice: string,
    readonly missing = false,
  ) {
    super(message)
  }
}

/** The finding for a file that could not be read; anything else thrown goes on. */
export function unreadable(thrown: unknown): Finding {
  if (!(thrown instanceof Unreadable)) throw thrown
  return error(thrown.file, { line: 1 }, thrown.message, thrown.advice)
}

async function insideOf(root: string, file: string): Promise<string> {
  const [home, path] = await Promise.all([realpath(root), realpath(join(root, file))])
  if (path !== home && !path.startsWith(home + sep))
    throw new Unreadable(file, 'It is a link that leads out of the labs folder', 'Put the file itself here')
  return path
}

async function reading<T>(root: string, file: string, read: (path: string) => Promise<T>): Promise<T> {
  try {
    return await read(await insideOf(root, file))
  } catch (thrown) {
    if (thrown instanceof Unreadable) throw thrown
    const code = systemCode(thrown)
    if (code === 'ELOOP') throw new Unreadable(file, 'It is a link that leads in a circle', 'Put the file itself here')
    if (code === 'ENOTDIR') throw new Unreadable(file, 'It is no folder', 'Make it a folder')
    if (code === 'ENOENT') throw new Unreadable(file, 'The file is missing', 'Write it', true)
    throw new Unreadable(file, `It cannot be read (${code ?? String(thrown)})`, 'Make it a readable file')
  }
}

/** Not blocking: opening a pipe would wait for its writer. No link: it has been followed, and is looked at no more. */
const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY | constants.O_NOFOLLOW

/** The bytes of a plain file of at most `limitBytes`; of nothing else a byte is read. */
async function readPlain(path: string, file: string): Promise<Buffer> {
  const handle = await open(path, flags).catch((thrown: unknown) => {
    // A socket cannot even be opened, nor a device without its driver.
    if (['ENXIO', 'ENODEV'].includes(systemCode(thrown) ?? '')) throw notPlain(file)
    throw thrown
  })
  try {
    if (!(await handle.stat()).isFile()) throw notPlain(file)
    const parts: Buffer[] = []
    // Counted as it is read: a file may grow meanwhile.
    for (let length = 0; ;) {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(partBytes))
      if (bytesRead === 0) return Buffer.concat(parts)
      length += bytesRead
      if (length > limitBytes)
        throw new Unreadable(file, `It has more than ${limitBytes / 1024} KiB`, 'Shorten it, or split it into steps')
      parts.push(buffer.subarray(0, bytesRead))
    }
  } finally {
    await handle.close()
  }
}

const notPlain = (file: string) =>
  new Unreadable(file, 'It is no plain file, but a folder, pipe, socket or device', 'Put a text file in its place')

/** A file's text with plain line ends. `file` is relative to the root. Throws Unreadable. */
export function readText(root: string, file: string): Promise<string> {
  return reading(root, file, async (path) =>
    (await readPlain(path, file))
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .replace(/\r\n?/g, '\n'),
  )
}

interface Entry {
  name: string
  /** A folder, or a link that may be one. */
  folder: boolean
}

/** What lies in a folder, hidden files and editors' backups left out, by name. Throws Unreadable. */
export async function listFolder(root: string, folder: string): Promise<Entry[]> {
  const entries = await reading(root, folder, (path) => readdir(path, { withFileTypes: true }))
  return entries
    .filter(({ name }) => !/^[.#]|~$|\.(sw[a-z]|tmp|bak)$/.test(name))
    .map((entry) => ({ name: entry.name, folder: entry.isDirectory() || entry.isSymbolicLink() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
