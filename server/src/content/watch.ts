/** Watches lessons while they are written. */
import { type FSWatcher, readdirSync, watch } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { systemCode } from '../errors'
import { log } from '../log'
import { folderName } from './source'

/** Milliseconds of quiet after which a burst of changes (a save, a checkout) is told once. */
const quiet = 150

/** Labs lie one level below the root, their steps two. */
const levels = 2

/**
 * Tells the id of each lab whose files change, appear or go. Who calls it closes it.
 *
 * It watches folders, one by one: an editor that writes a new file and renames it over the old one leaves a watcher of
 * the file itself (which Node's recursive mode uses on Linux) looking at the old one.
 */
export function watchLabs(labs: string, changed: (labId: string) => void): { close(): void } {
  const root = resolve(labs)
  const watchers = new Map<string, FSWatcher>()
  const due = new Map<string, NodeJS.Timeout>()
  let closed = false

  const tell = (lab: string) => {
    clearTimeout(due.get(lab))
    due.set(
      lab,
      setTimeout(() => {
        due.delete(lab)
        changed(lab)
      }, quiet),
    )
  }

  const drop = (folder: string) => {
    for (const [path, watcher] of watchers) {
      if (path !== folder && !path.startsWith(folder + sep)) continue
      watcher.close()
      watchers.delete(path)
    }
  }

  const follow = (folder: string, level: number) => {
    if (closed) return
    try {
      if (!watchers.has(folder)) watchers.set(folder, open(folder, level))
      if (level === levels) return
      for (const entry of readdirSync(folder, { withFileTypes: true }))
        if (entry.isDirectory() && !entry.name.startsWith('.')) follow(join(folder, entry.name), level + 1)
    } catch (error) {
      // A folder that vanishes while it is being looked at has been told by its parent's watcher.
      if (systemCode(error) !== 'ENOENT' || folder === root)
        log.warn(
          { folder, err: error },
          'Changes of lessons are not noticed: raise fs.inotify.max_user_watches, or reload the page after restarting the server',
        )
    }
  }

  const open = (folder: string, level: number): FSWatcher => {
    const watcher = watch(folder, (event, name) => {
      if (closed || (name?.startsWith('.') ?? false)) return
      const lab = level === 0 ? name : relative(root, folder).split(sep)[0]
      // A new folder of the same name is another one, which needs another watcher.
      if (event === 'rename' && level < levels) {
        if (name !== null) drop(join(folder, name))
        follow(folder, level)
      }
      if (lab && folderName.test(lab)) tell(lab)
    })
    watcher.on('error', () => drop(folder))
    return watcher
  }

  follow(root, 0)
  return {
    close() {
      closed = true
      drop(root)
      for (const timer of due.values()) clearTimeout(timer)
    },
  }
}
