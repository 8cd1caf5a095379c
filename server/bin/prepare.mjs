import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { buildTarget, pageTarget, serverTarget, sweep, targetCurrent } from './bundle.mjs'
import { withLock } from './lock.mjs'
import { installPackages, packagesCurrent } from './packages.mjs'

/** The clone these programs belong to. */
export const root = resolve(fileURLToPath(new URL('../..', import.meta.url)))

/**
 * Makes a clone ready to run: npm packages, then the targets asked for; silent where everything is up to date.
 * @param {import('./bundle.mjs').Target[]} targets
 */
export async function prepare(targets = [serverTarget, pageTarget]) {
  const current = () => packagesCurrent(root) && targets.every((target) => targetCurrent(root, target))
  if (current()) return
  mkdirSync(join(root, 'server/dist'), { recursive: true })
  await withLock(join(root, 'server/dist/.lock'), 'preparing this clone', async () => {
    sweep(root)
    if (!packagesCurrent(root)) await installPackages(root)
    for (const target of targets) if (!targetCurrent(root, target)) await buildTarget(root, target)
  })
}

/** Runs a built program in this process; its stack traces name the sources. */
export async function runBuilt(path) {
  process.setSourceMapsEnabled(true)
  await import(pathToFileURL(join(root, path)).href)
}
