import { readFileSync, writeFileSync } from 'node:fs'
import { BenchError } from './error'

/** Bytes of a line of /proc/PID/status, such as `VmRSS`. */
export function processMemory(pid: number, line: string): number {
  const found = new RegExp(`^${line}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  if (!found) throw new BenchError('bench.memory', `/proc/${pid}/status has no ${line}`)
  return Number(found[1]) * 1024
}

/** Forgets the most memory that a process has had: `VmHWM` counts from now on (proc(5), clear_refs). */
export const forgetPeak = (pid: number) => writeFileSync(`/proc/${pid}/clear_refs`, '5')

/** Ticks of /proc/PID/stat in a second (USER_HZ, 100 on every Linux that we meet). */
const ticks = 100

/** Seconds of processor time that a process has taken, all its threads together. */
function processorSeconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The program's name, in parentheses, may hold spaces: what counts comes after it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticks
}

/** Follows what a process takes from now on. */
export function meter(pid: number): () => { seconds: number; share: number } {
  const [before, began] = [processorSeconds(pid), performance.now()]
  return () => {
    const seconds = processorSeconds(pid) - before
    return { seconds, share: (1000 * seconds) / (performance.now() - began) }
  }
}
