import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = new URL('../..', import.meta.url)
const read = (name) => readFileSync(fileURLToPath(new URL(name, root)), 'utf8')

/** Names of the packages in a lock file that would run a program when they are installed. */
const withScripts = ({ packages }) =>
  Object.entries(packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
const unlisted = (lock, { allowScripts }) => withScripts(lock).filter((name) => !(name in allowScripts))

const manifest = JSON.parse(read('package.json'))
const lock = JSON.parse(read('package-lock.json'))

test('every package with an install script has been looked at, and none needs it', () => {
  expect(unlisted(lock, manifest)).toEqual([])
  expect(Object.keys(manifest.allowScripts).sort()).toEqual(withScripts(lock).sort())
  // One that is allowed has to be run by name: npm is told to run none.
  expect(Object.values(manifest.allowScripts)).not.toContain(true)
})

test('one that comes along is noticed, however deep it lies', () => {
  const packages = {
    ...lock.packages,
    'node_modules/a/node_modules/@b/c': { version: '1.0.0', hasInstallScript: true },
  }
  expect(unlisted({ packages }, manifest)).toEqual(['@b/c'])
})

test('whichever way packages are installed, no script runs', () => {
  expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m)
  expect(read('server/bin/packages.mjs')).toContain("'--ignore-scripts'")
  const npm = read('images/server/Dockerfile')
    .split('\n')
    .flatMap((line) => line.match(/npm (ci|install|prune)[^&]*/g) ?? [])
  expect(npm).toHaveLength(2)
  for (const command of npm) expect(command).toContain('--ignore-scripts')
})
