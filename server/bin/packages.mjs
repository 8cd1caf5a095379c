import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Trouble, progress } from './say.mjs'

/** The npm packages in node_modules: whether they are those of package-lock.json, and how they get there. */

const stampOf = (root) => join(root, 'node_modules/.lvs-lab-stamp')
const lockHash = (root) =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')

/** Whether npm itself says that it put here what the lock file asks for, as after somebody's own `npm ci`. */
function installedByHand(root) {
  const record = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(record)) return false
  const there = JSON.parse(readFileSync(record, 'utf8')).packages
  const asked = Object.entries(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages)
  return asked.every(([path, { version, optional }]) => {
    if (path === '') return true
    return there[path] ? there[path].version === version && existsSync(join(root, path)) : Boolean(optional)
  })
}

/** Whether node_modules is what package-lock.json asks for. */
export function packagesCurrent(root) {
  const stamp = stampOf(root)
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash(root)
}

/** The program and first arguments that run npm: the npm this process was started by, or the one on the PATH. */
export function npmCommand() {
  const own = process.env['npm_execpath']
  return own?.endsWith('npm-cli.js') ? [process.execPath, own] : ['npm']
}

function npmCi(root) {
  const [program, ...before] = npmCommand()
  // The build needs the development packages, whatever NODE_ENV says. No install script of any of them runs: see allowScripts.
  const options = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund']
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...before, ...options], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output = (output + text).slice(-20_000)))
    child.on('error', (error) =>
      reject(
        new Trouble('npm.missing', `npm cannot be started (${error.code})`, {
          cure: 'Install npm (on Debian: apt-get install npm), or Node.js from https://nodejs.org, which brings it',
        }),
      ),
    )
    child.on('close', (status, signal) => {
      if (status === 0) return resolve()
      reject(
        new Trouble('npm.failed', `npm ci ended with ${status ?? signal}`, {
          detail: output,
          cure: 'Read npm’s message above: mostly the package registry cannot be reached, or the disk is full; then run the same command again',
        }),
      )
    })
  })
}

/** Makes node_modules what package-lock.json asks for. Call it under the lock. */
export async function installPackages(root) {
  if (!installedByHand(root)) await progress('installing npm packages', () => npmCi(root))
  writeFileSync(stampOf(root), lockHash(root))
}
