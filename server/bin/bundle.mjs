import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Trouble, progress } from './say.mjs'

/** The two things that are built, server bundle and page, each with a stamp over everything it is built from. */

const common = ['package-lock.json', 'tsconfig.json', 'server/bin/bundle.mjs']

/**
 * What it is called, what it is built from, where its parts go (name in the build folder → path in the clone), and how.
 * @typedef {{ what: string, sources: string[], parts: Record<string, string>, stamp: string,
 *   build(root: string, made: string): Promise<void> }} Target
 */

function files(path) {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((name) => files(join(path, name)))
}

/** Hash over the names and contents of a target's sources; tests are none. */
function sourceHash(root, target) {
  const hash = createHash('sha256')
  for (const file of [...common, ...target.sources].flatMap((source) => files(join(root, source)))) {
    if (/\.test\.tsx?$/.test(file)) continue
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

/** Whether what was built last is built from these very sources. */
export function targetCurrent(root, target) {
  const stamp = join(root, target.stamp)
  if (![target.stamp, ...Object.values(target.parts)].every((part) => existsSync(join(root, part)))) return false
  return readFileSync(stamp, 'utf8') === sourceHash(root, target)
}

/** Builds into a folder of its own and moves the parts in when all is well: nobody ever runs something half built. */
export async function buildTarget(root, target) {
  const made = join(root, 'server/dist', `.made-${process.pid}`)
  const old = join(root, 'server/dist', `.old-${process.pid}`)
  const hash = sourceHash(root, target) // before building: what changes meanwhile is built the next time
  mkdirSync(made, { recursive: true })
  try {
    await progress(`building ${target.what}`, () => target.build(root, made))
    rmSync(join(root, target.stamp), { force: true })
    for (const [name, part] of Object.entries(target.parts)) {
      const place = join(root, part)
      // A file is replaced in one step; a folder has to make room first.
      if (existsSync(place) && statSync(place).isDirectory()) renameSync(place, old)
      renameSync(join(made, name), place)
    }
    writeFileSync(join(root, target.stamp), hash)
  } finally {
    rmSync(made, { recursive: true, force: true })
    rmSync(old, { recursive: true, force: true })
  }
}

/** Removes what a killed build left behind. Call it under the lock. */
export function sweep(root) {
  const dist = join(root, 'server/dist')
  for (const name of readdirSync(dist))
    if (/^\.(made|old)-\d+$/.test(name)) rmSync(join(dist, name), { recursive: true, force: true })
}

async function bundle(root, entry, made, name) {
  const esbuild = await import('esbuild')
  try {
    await esbuild.build({
      absWorkingDir: root,
      entryPoints: { [name]: entry },
      outdir: made,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      packages: 'external',
      sourcemap: true,
      alias: { '@contract': './server/src/contract' },
      logLevel: 'silent',
    })
  } catch (error) {
    if (!error.errors) throw error
    const lines = await esbuild.formatMessages(error.errors, { kind: 'error', color: Boolean(process.stderr.isTTY) })
    throw new Trouble('build.server', `${entry} does not build`, { detail: lines.join('') })
  } finally {
    await esbuild.stop()
  }
}

const script = (name, what, entry, sources) => ({
  what,
  sources,
  parts: { [`${name}.js.map`]: `server/dist/${name}.js.map`, [`${name}.js`]: `server/dist/${name}.js` },
  stamp: `server/dist/${name}.stamp`,
  build: (root, made) => bundle(root, entry, made, name),
})

/** The command line with the server: server/dist/lvs-lab.js. @type {Target} */
export const serverTarget = script('lvs-lab', 'the server', 'server/src/main.ts', ['server/src'])

/** The measurements: server/dist/bench.js. @type {Target} */
export const benchTarget = script('bench', 'the benchmark', 'server/bench/main.ts', ['server/src', 'server/bench'])

function vite(root, made) {
  const options = [
    'build',
    'web',
    '--config',
    'web/vite.config.ts',
    '--outDir',
    join(made, 'page'),
    '--emptyOutDir',
    '--logLevel',
    'warn',
  ]
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['node_modules/vite/bin/vite.js', ...options], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      // The page is built for its readers, whatever the environment of the command that needs it.
      env: { ...process.env, NODE_ENV: 'production' },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output = (output + text).slice(-20_000)))
    child.on('error', reject)
    child.on('close', (status, signal) => {
      if (status === 0) resolve()
      else
        reject(
          new Trouble('build.page', `The page does not build (vite ended with ${status ?? signal})`, {
            detail: output,
          }),
        )
    })
  })
}

/** The page: web/dist. @type {Target} */
export const pageTarget = {
  what: 'the page',
  sources: ['web/src', 'web/public', 'web/index.html', 'web/vite.config.ts', 'server/src/contract'],
  parts: { page: 'web/dist' },
  stamp: 'server/dist/page.stamp',
  build: vite,
}
