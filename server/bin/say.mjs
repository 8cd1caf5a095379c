/** What these programs tell people. Everything goes to stderr: stdout belongs to the command that runs next. */

/** An error with its cure, for a terminal: the program ends with `status` (2: could not run). */
export class Trouble extends Error {
  constructor(code, message, { cure, detail, status = 2 } = {}) {
    super(message)
    this.name = 'Trouble'
    Object.assign(this, { code, cure, detail, status })
  }
}

export const say = (line) => process.stderr.write(`${line}\n`)

/** Milliseconds in words: `0.4 s`, `12 s`, `3 min 05 s`. */
export function duration(milliseconds) {
  const seconds = Math.round(milliseconds / 1000)
  if (milliseconds < 9950) return `${(milliseconds / 1000).toFixed(1)} s`
  if (seconds < 60) return `${seconds} s`
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`
}

/** Runs `work` under one line that counts its seconds on a terminal, and ends as `what: done in 12 s`. */
export async function progress(what, work) {
  const start = Date.now()
  const { isTTY } = process.stderr
  const redraw = () => process.stderr.write(`\r\x1b[K${what} … ${duration(Date.now() - start)}`)
  if (isTTY) redraw()
  else say(`${what} …`)
  const timer = isTTY && setInterval(redraw, 1000)
  try {
    const value = await work()
    say(`${isTTY ? '\r\x1b[K' : ''}${what}: done in ${duration(Date.now() - start)}`)
    return value
  } catch (error) {
    if (isTTY) process.stderr.write('\r\x1b[K')
    throw error
  } finally {
    if (timer) clearInterval(timer)
  }
}

/** Tells an error's detail, message and cure. */
export function tell({ detail, message, cure }) {
  if (detail) say(detail.trimEnd())
  say(`lvs-lab: ${message}`)
  if (cure) say(`   cure: ${cure}`)
}

/** Runs a program's main function; trouble is told and becomes the exit status. */
export async function main(work) {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Trouble)) throw error
    tell(error)
    process.exitCode = error.status
  }
}
