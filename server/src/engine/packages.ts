import { join } from 'node:path'
import { home } from '../config'
import { LabError } from '../errors'

/** What server/bin/system.mjs offers; it is plain JavaScript because it also serves before anything is built. */
interface System {
  ensurePackages(names: string[], why: string): Promise<void>
  findProgram(name: string): string | null
}

const known = (error: unknown): error is { code: string; message: string; cure?: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && 'cure' in error

/** Sees to it that a program is there, installing Debian's package for it where that is allowed. */
export async function ensureProgram(program: string, name: string, why: string): Promise<void> {
  const system = (await import(join(home, 'server/bin/system.mjs'))) as System
  if (system.findProgram(program)) return
  try {
    await system.ensurePackages([name], why)
  } catch (error) {
    if (known(error))
      throw new LabError('engine.program', { program, reason: error.message, cure: error.cure ?? '' }, { cause: error })
    throw error
  }
}
