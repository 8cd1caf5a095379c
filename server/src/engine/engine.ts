import type Docker from 'dockerode'
import { LabError, systemCode } from '../errors'
import { label } from './labels'

/** A Docker engine that answered, and whose things on it are ours. */
export interface Engine {
  docker: Docker
  installation: string
  /** `given`: DOCKER_HOST or the usual socket. `embedded`: our own dockerd. */
  kind: 'given' | 'embedded'
  /** Where it answers, for people. */
  where: string
  cpus: number
  /** MiB */
  memory: number
  /** MiB that labs may take at most, where that is configured. */
  limit: number | null
  architecture: string
  /** The engine confines containers with AppArmor, whose default profile also forbids what our nodes may do. */
  appArmor: boolean
  /** The engine filters containers' system calls (seccomp). */
  seccomp: boolean
  /** Where containers' files lie: Docker's storage driver, and the file system below it where there is one. */
  storage: { driver: string; fileSystem: string }
}

/** Share of the engine's memory that labs may take where nothing else is configured. */
const labsShare = 0.9

/** MiB that labs may take altogether. */
export const labMemory = ({ memory, limit }: Engine) => limit ?? Math.floor(memory * labsShare)

/** A filter for `list…` calls: everything of this installation, narrowed by further labels. */
export function ours(engine: Engine, further: Record<string, string> = {}): string {
  const labels = { [label.installation]: engine.installation, ...further }
  return JSON.stringify({ label: Object.entries(labels).map(([name, value]) => `${name}=${value}`) })
}

/** HTTP status of a refused engine call, if that is what the error is. */
export function engineStatus(error: unknown): number | undefined {
  return typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : undefined
}

/** The engine's own words for an error of any kind. */
export function engineWords(error: unknown): string {
  const said = typeof error === 'object' && error !== null && 'json' in error ? error.json : undefined
  if (typeof said === 'object' && said !== null && 'message' in said) return String(said.message)
  return error instanceof Error ? error.message : String(error)
}

/** What is behind the engine's words. */
const known = [
  [/no space left/i, 'engine.space'],
  [/cannot allocate memory|out of memory/i, 'engine.exhausted'],
  [/(macvlan|operation not supported).*|unknown driver/i, 'engine.macvlan'],
  [/no such device.*tun|error gathering device information.*net\/tun/i, 'engine.tun'],
  [/permission denied|operation not permitted/i, 'engine.permission'],
] as const

/** Says what an engine call's failure means for a user and what cures it. */
export function engineError(error: unknown, doing: string): LabError {
  if (error instanceof LabError) return error
  const said = { doing, words: engineWords(error) }
  const options = { cause: error }
  if (['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE'].includes(systemCode(error) ?? ''))
    return new LabError('engine.gone', undefined, options)
  const [, code] = known.find(([pattern]) => pattern.test(said.words)) ?? []
  return new LabError(code ?? 'engine.refused', said, options)
}

/** Whether this error says that the engine does not answer just now: what failed may be tried again when it is back. */
export const isEngineGone = (error: unknown) =>
  error instanceof LabError && ['engine.gone', 'engine.stopped'].includes(error.code)

/** Runs engine calls; a failure comes out as a LabError that says what was being done. */
export async function engineCall<T>(doing: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw engineError(error, doing)
  }
}

/** Makes an engine call for which these HTTP statuses are as good as success. Gives the status, or undefined for success. */
export async function unless(statuses: number[], call: () => Promise<unknown>): Promise<number | undefined> {
  try {
    await call()
    return undefined
  } catch (error) {
    const status = engineStatus(error)
    if (status === undefined || !statuses.includes(status)) throw error
    return status
  }
}

/** For removals: 404, it is gone; 409, "removal … is already in progress". */
export const unlessGone = (call: () => Promise<unknown>) => unless([404, 409], call)
