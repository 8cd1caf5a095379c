import { spawn, spawnSync } from 'node:child_process'
import {
  accessSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  closeSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { withLock } from './lock.mjs'
import { Trouble, progress, say } from './say.mjs'

/** System packages: Debian's and Ubuntu's are installed here, for others the command to run is named. */

/** What the unit tests of the nodes' C programs are built with: the compiler with its sanitizers, and headers. */
export const compiler = ['gcc', 'libc6-dev', 'libssl-dev']

const policy = '/usr/sbin/policy-rc.d'
const policyMark = '# lvs-lab: no service starts while packages are installed; process '

/** The full path of a program, or null where there is none. Daemons lie in sbin, which is not always on the PATH. */
export function findProgram(name) {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin']
  for (const folder of folders.filter(Boolean)) {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return join(folder, name)
    } catch {
      // not in this folder
    }
  }
  return null
}

/** The folder of PostgreSQL's programs, or null where it is not installed. Debian keeps them apart, by version. */
export function findPostgres() {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((one, other) => Number(other) - Number(one)) : []
  const onPath = ['postgres', 'initdb'].map(findProgram)
  const folders = [...versions.map((version) => join(debian, version, 'bin')), ...onPath.filter(Boolean).map(dirname)]
  return folders.find((folder) => ['postgres', 'initdb'].every((name) => existsSync(join(folder, name)))) ?? null
}

/** Those of the Debian packages `names` that are not installed. */
export function missingPackages(names) {
  const asked = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...names], {
    encoding: 'utf8',
  })
  const installed = new Set(
    (asked.stdout ?? '')
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  )
  return names.filter((name) => !installed.has(name))
}

/** The command that installs `names` on this system, for a person to run. */
export function installCommand(names) {
  const managers = [
    ['apt-get', `apt-get update && ${sudo()}apt-get install -y --no-install-recommends`],
    ['dnf', 'dnf install'],
    ['zypper', 'zypper install'],
    ['pacman', 'pacman -S'],
    ['apk', 'apk add'],
    ['brew', 'brew install'],
  ]
  const [name, command] = managers.find(([manager]) => findProgram(manager)) ?? []
  if (!command) return `Install with your system's package manager what Debian calls: ${names.join(' ')}`
  return `${name === 'brew' ? '' : sudo()}${command} ${translate(name, names).join(' ')}`
}

const sudo = () => (process.getuid?.() === 0 ? '' : 'sudo ')

/** What the packages this project asks for are called elsewhere, where that differs from Debian. */
function translate(manager, names) {
  if (manager === 'apt-get') return names
  const elsewhere = {
    'nginx-light': { default: 'nginx' },
    postgresql: { dnf: 'postgresql-server', zypper: 'postgresql-server', default: 'postgresql' },
    'libc6-dev': { apk: 'musl-dev', pacman: 'glibc', default: 'glibc-devel' },
    'libssl-dev': { apk: 'openssl-dev', dnf: 'openssl-devel', zypper: 'libopenssl-devel', default: 'openssl' },
    'docker.io': { dnf: 'moby-engine', default: 'docker' },
    'fonts-noto-cjk': {
      dnf: 'google-noto-sans-cjk-fonts',
      zypper: 'noto-sans-cjk-fonts',
      apk: 'font-noto-cjk',
      default: 'noto-fonts-cjk',
    },
  }
  return names.map((name) => elsewhere[name]?.[manager] ?? elsewhere[name]?.default ?? name)
}

/** Whether the user agrees. Without a terminal nobody can be asked, and the start itself was the wish. */
async function agreed(question) {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return true
  const ask = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = (await ask.question(`${question} [Y/n] `)).trim().toLowerCase()
    return answer === '' || answer === 'y' || answer === 'yes'
  } finally {
    ask.close()
  }
}

/** Keeps packages from starting their services on the user's machine; gives the function that ends it. */
function holdServices() {
  try {
    const [, pid] = readFileSync(policy, 'utf8').split(policyMark)
    if (pid === undefined) return () => undefined // somebody else's rule: it decides
    rmSync(policy) // ours, left by an installation that was killed: the lock says that none runs
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
  writeFileSync(policy, `#!/bin/sh\n${policyMark}${process.pid}\nexit 101\n`, { mode: 0o755, flag: 'wx' })
  return () => rmSync(policy, { force: true })
}

/** Runs a step of an installation into the log; gives its exit status. An interruption is passed on and awaited. */
function step(log, program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', log, log],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
    })
    let interrupted = null
    const pass = (signal) => {
      interrupted = signal
      child.kill('SIGTERM')
    }
    const done = () => ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((signal) => process.removeListener(signal, pass))
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass)
    child.on('error', (error) => {
      done()
      reject(error)
    })
    child.on('close', (status) => {
      done()
      if (interrupted)
        reject(
          new Trouble('packages.interrupted', `The installation was interrupted (${interrupted})`, { status: 130 }),
        )
      else resolve(status)
    })
  })
}

const haveLists = () => readdirSync('/var/lib/apt/lists').some((name) => name.includes('_Packages'))

/** Installs with apt-get; the lists are fetched where there are none, and once more where the installation fails. */
async function aptInstall(log, names) {
  const update = () => step(log, 'apt-get', ['update'])
  const install = () =>
    step(log, 'apt-get', ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', ...names])
  const fresh = !haveLists()
  if (fresh) await update()
  if ((await install()) === 0) return true
  // An installation cut off earlier has to be finished first; otherwise this does nothing.
  await step(log, 'dpkg', ['--configure', '-a'])
  if (!fresh) await update()
  return (await install()) === 0
}

/**
 * Sees to it that Debian packages are installed, telling what is installed and `why`.
 * Throws an error with `code`, `message`, `cure` and exit `status` where that is impossible, forbidden or refused.
 */
export async function ensurePackages(names, why) {
  if (!findProgram('dpkg-query')) {
    throw new Trouble('packages.system', `This system needs ${names.join(', ')} (${why})`, {
      cure: installCommand(names),
    })
  }
  const needed = missingPackages(names)
  if (needed.length === 0) return
  const list = needed.join(', ')
  const cannot = (code, reason) =>
    new Trouble(code, `${list} missing (${why}): ${reason}`, { cure: installCommand(needed) })
  if (process.env['LVS_LAB_INSTALL'] === 'no')
    throw cannot('packages.forbidden', 'LVS_LAB_INSTALL=no forbids to install')
  if (process.getuid?.() !== 0) throw cannot('packages.root', 'only root can install')
  say(`Debian packages needed: ${list} (${why})`)
  if (!(await agreed('Install them now?'))) throw cannot('packages.refused', 'not installed, as you wish')
  await withLock('/run/lvs-lab-packages.lock', 'installing packages', async () => {
    const left = missingPackages(needed)
    if (left.length > 0) await installLogged(left, cannot)
  })
}

async function installLogged(names, cannot) {
  const path = join(mkdtempSync(join(tmpdir(), 'lvs-lab-')), 'install.log')
  const log = openSync(path, 'a')
  const release = holdServices()
  process.once('exit', release)
  try {
    await progress(`installing ${names.join(', ')} (log: ${path})`, async () => {
      if (await aptInstall(log, names)) return
      const complaints = readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => /^(E|dpkg): ?/.test(line))
      throw cannot('packages.failed', [`apt-get failed, see ${path}`, ...complaints.slice(-3)].join('\n  '))
    })
  } finally {
    process.removeListener('exit', release)
    release()
    closeSync(log)
  }
}
