import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NodeSpec } from '@contract/lesson'
import { kept } from '../src/config'
import type { Engine } from '../src/engine/engine'
import { removeAll } from '../src/engine/survey'
import { Client } from './client'
import { light, writeLightLab } from './lab'
import type { BenchServer } from './server'
import { startServer } from './server'
import type { Site } from './site'

/** Most learners of the class that is made here. */
export const learners = 30

/** The instructor's browser: makes a class of the light lab and follows its roster. */
export async function instruct(server: BenchServer): Promise<{ client: Client; code: string }> {
  const client = await Client.enter(server.link)
  const { id, code } = await client.ask('class.make', {
    ...{ title: 'Thirty', labs: [light.id], capacity: learners, language: 'en' },
    ...{ minutes: 60, idle: 60, ends: null },
  })
  await client.ask('class.follow', { class: id })
  return { client, code }
}

/** A server in class mode, of its own installation, that is removed with all its labs. */
export async function inClass<T>(
  site: Site,
  work: (server: BenchServer, engine: Engine, box: NodeSpec) => Promise<T>,
): Promise<T> {
  const state = mkdtempSync(join(tmpdir(), 'lvs-lab-bench-'))
  const engine: Engine = { ...site.engine, installation: kept(state, 'installation', 4) }
  const host = engine.where.startsWith('/') ? `unix://${engine.where}` : engine.where
  const forget = () => rmSync(state, { recursive: true, force: true })
  process.once('exit', forget)
  const box = writeLightLab(join(state, 'labs'))
  const server = await startServer(state, join(state, 'labs'), host, ['--class'])
  const remove = async () => {
    await server.stop()
    for (let round = 0; round < 2; round++) await removeAll(engine)
    forget()
    process.off('exit', forget)
  }
  site.alsoRemove(remove)
  const result = await work(server, engine, box)
  await remove()
  return result
}
