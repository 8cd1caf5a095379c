import { readlinkSync, renameSync, symlinkSync, unlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Trouble, say } from './say.mjs'

/** Longer than any installation or build takes: beyond it, waiting is no longer a service. */
const patience = 20 * 60_000

function alive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM' // it runs, as somebody else
  }
}

/** Process id in a lock, or null when nobody holds it. */
function holder(path) {
  try {
    return Number(readlinkSync(path))
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  }
}

/** Takes away a lock whose process is gone; if another process took it meanwhile, it gets it back. */
function breakStale(path, pid) {
  const aside = `${path}.${process.pid}`
  try {
    renameSync(path, aside)
    if (holder(aside) === pid) unlinkSync(aside)
    else renameSync(aside, path)
  } catch (error) {
    if (error.code !== 'ENOENT') throw error // gone: somebody else was first
  }
}

/** A symbolic link to the holder's process id: made and filled in one atomic step, so a lock always tells whose it is. */
function take(path) {
  try {
    symlinkSync(String(process.pid), path)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

/** Runs `work` while holding the lock at `path`. `what` tells a waiting user what the other process is doing. */
export async function withLock(path, what, work) {
  const start = Date.now()
  let told = false
  while (!take(path)) {
    const pid = holder(path)
    if (pid !== null && !alive(pid)) {
      breakStale(path, pid)
      continue
    }
    if (pid !== null && !told) {
      say(`process ${pid} is ${what}; waiting for it`)
      told = true
    }
    if (Date.now() - start > patience)
      throw new Trouble('lock.held', `Process ${pid} has been ${what} for very long`, {
        cure: `If it does nothing any more, end it and: rm ${path}`,
      })
    await sleep(200)
  }
  const release = () => {
    if (holder(path) === process.pid) unlinkSync(path)
  }
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.removeListener('exit', release)
    release()
  }
}
