/** An error with a stable `code`, what to do (`cure`), and the exit status it stands for. */
export interface Trouble extends Error {
  code: string
  cure?: string
  detail?: string
  status: number
}

/**
 * Sees to it that Debian packages are installed; `why` completes "needed: …". Asks on a terminal, goes ahead without one.
 * @throws Trouble `packages.system`, `.forbidden`, `.root`, `.refused`, `.failed` or `.interrupted`
 */
export function ensurePackages(names: string[], why: string): Promise<void>

/** Those of the Debian packages `names` that are not installed. */
export function missingPackages(names: string[]): string[]

/** The command that installs `names` on this system, for a person to run. */
export function installCommand(names: string[]): string

/** The full path of a program, sbin folders included, or null where there is none. */
export function findProgram(name: string): string | null

/** The folder of PostgreSQL's programs (postgres, initdb), or null where it is not installed. */
export function findPostgres(): string | null

/** The Debian packages that the unit tests of the nodes' C programs are built with. */
export const compiler: string[]
