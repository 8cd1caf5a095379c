/** The real engine, used under names of the tests' own: nothing of the user's is seen or touched. */
import { randomBytes } from 'node:crypto'
import { stateFolder } from '../../src/config'
import { openEngine } from '../../src/engine/connect'
import type { Engine } from '../../src/engine/engine'
import { ours } from '../../src/engine/engine'
import { label } from '../../src/engine/labels'
import { ensureImages } from '../../src/engine/image'
import { removeAll } from '../../src/engine/survey'

/** Milliseconds for the hook that opens the engine: the first one ever starts it and builds the node image. */
export const firstStart = 900_000

const used: Engine[] = []

/** The same engine with a fresh installation, whose things `removeEverything` removes. */
export function another(engine: Engine): Engine {
  const fresh = { ...engine, installation: randomBytes(4).toString('hex') }
  used.push(fresh)
  return fresh
}

/** The engine that labs run on, started where none runs, with the node image on it and an installation of the tests' own. */
export async function openTestEngine(): Promise<Engine> {
  const tell = (line: string) => void process.stderr.write(`${line}\n`)
  const engine = await openEngine({ state: stateFolder(), installation: 'none' }, tell)
  await ensureImages(engine, [], () => undefined)
  return another(engine)
}

/** Removes what the tests of this file have made, also when they failed. */
export async function removeEverything(): Promise<void> {
  for (const engine of used) await removeAll(engine)
}

/** Names of everything that labs have left on the engine for this installation; the probe of its disk stays until `clean`. */
export async function leftovers(engine: Engine): Promise<string[]> {
  const found = await engine.docker.listContainers({ all: true, filters: ours(engine) })
  return found.filter(({ Labels }) => Labels[label.kind] !== 'disk-probe').flatMap(({ Names }) => Names)
}

/** The engine's address as DOCKER_HOST takes it. */
export const dockerHost = ({ where }: Engine) => (where.startsWith('/') ? `unix://${where}` : where)
