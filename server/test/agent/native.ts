/** The nodes' C programs (images/node/), built with sanitizers that end them at the first fault. */
import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { compiler, findProgram, installCommand } from '../../bin/system.mjs'
import { home } from '../../src/config'

const run = promisify(execFile)
const here = join(home, 'server/test/agent')
const flags = ['-g', '-O1', '-Wall', '-Wextra', '-Werror', '-fsanitize=address,undefined', '-fno-sanitize-recover=all']
/** What harness.c stands for. */
const wrapped = ['kill', 'waitpid', 'posix_spawn', 'now_ms', 'read'].map((name) => `-Wl,--wrap=${name}`)

/** The C files of a folder below images/node, with their full paths. */
function sources(name: string): string[] {
  const folder = join(home, 'images/node', name)
  return readdirSync(folder)
    .filter((file) => file.endsWith('.c'))
    .map((file) => join(folder, file))
}

const object = (source: string) => basename(source).replace(/c$/, 'o')

/** Programs in a folder of their own, until `remove` is called. */
export class Native {
  private readonly folder = mkdtempSync(join(tmpdir(), 'lvs-lab-native-'))

  private gcc(...args: string[]) {
    if (!findProgram('gcc') || !existsSync('/usr/include/openssl/ssl.h'))
      throw new Error(`A C compiler with the headers of OpenSSL is needed: ${installCommand(compiler)}`)
    return run('gcc', [...flags, ...args], { cwd: this.folder })
  }

  /** The programs that take the agent's code into themselves. */
  async buildAgent(): Promise<void> {
    const agent = sources('agent').filter((path) => basename(path) !== 'main.c')
    const tests = ['harness', 'tests', 'test_agent', 'test_state', 'fuzz_agent'].map((name) => join(here, `${name}.c`))
    await this.gcc('-c', ...agent, ...tests)
    const all = agent.map(object)
    const link = (name: string, ...objects: string[]) =>
      this.gcc(...wrapped, '-o', name, `${name}.o`, 'harness.o', ...objects)
    // It includes state.c, to get at what that keeps to itself.
    const others = all.filter((name) => name !== 'state.o')
    await Promise.all([
      link('test_agent', 'tests.o', ...all),
      link('test_state', 'tests.o', ...others),
      link('fuzz_agent', ...all),
    ])
  }

  /** `lab-load`, and the fuzzer of what it reads. */
  async buildLoad(): Promise<void> {
    const load = sources('load')
    await Promise.all([
      this.gcc('-o', 'lab-load', ...load, '-lssl', '-lcrypto'),
      this.gcc('-o', 'fuzz_answer', join(here, 'fuzz_answer.c'), ...load.filter((path) => !path.endsWith('/load.c'))),
    ])
  }

  /** Runs a program in an empty folder; gives what it printed. Rejects with all of that where it fails. */
  async run(program: string, ...args: string[]): Promise<string> {
    const cwd = mkdtempSync(join(this.folder, 'run-'))
    return (await run(join(this.folder, program), args, { cwd, env: { ...process.env, TMPDIR: cwd } })).stdout
  }

  /** Starts a program that goes on until it is ended. */
  start(program: string, ...args: string[]): ChildProcess {
    return spawn(join(this.folder, program), args, { stdio: ['ignore', 'pipe', 'pipe'] })
  }

  /** Removes the programs. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** The tests that a C file lists: their names. */
export function testsIn(file: string): string[] {
  const text = readFileSync(join(here, file), 'utf8')
  return [...text.matchAll(/^\tTEST\((\w+)\),$/gm)].map(([, name = '']) => name)
}
