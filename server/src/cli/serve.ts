import { createServer } from 'node:http'
import type { Server as HttpServer } from 'node:http'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import closeWithGrace from 'close-with-grace'
import type { Command } from 'commander'
import type { Config } from '../config'
import { configure, shown } from '../config'
import { Library } from '../content/library'
import { openEngine } from '../engine/connect'
import { watchEngine } from '../engine/events'
import { ensureImages } from '../engine/image'
import { LabError, systemCode } from '../errors'
import { Access } from '../http/access'
import { createApp } from '../http/app'
import { Service } from '../session/service'
import { createSocketServer } from '../socket/server'
import { openDatabase } from '../store/database'
import { ProgressStore } from '../store/progress'
import { print, progressLine, tell, unable } from './context'

interface Options {
  host?: string
  port?: string
  labs?: string
  printConfig?: boolean
}

const serverFile = (state: string) => join(state, 'server.json')

/** Where the server of this state folder answers, if one does. */
export async function runningServer(config: Config): Promise<string | null> {
  try {
    const { url } = JSON.parse(readFileSync(serverFile(config.state), 'utf8')) as { url: string }
    const health = (await (await fetch(`${url}/health`, { signal: AbortSignal.timeout(2000) })).json()) as {
      installation?: string
    }
    return health.installation === config.installation ? url : null
  } catch {
    return null // no file, or nobody answers there: none runs
  }
}

/** Refuses to be reachable from elsewhere: whoever opens a lab is root in its nodes. In our own container the publishing decides. */
function refuseOpenHost({ host }: Config): void {
  const loopback = host === 'localhost' || host === '::1' || /^127\./.test(host)
  if (!loopback && process.env['LVS_LAB_CONTAINER'] !== '1')
    throw new LabError(
      'serve.open',
      `Listening on ${host} would let the whole network in`,
      'Leave --host out, and reach it through ssh -L 3000:127.0.0.1:3000',
      { host },
    )
}

function listen(server: HttpServer, { host, port, portFixed }: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    const attempt = (candidate: number) => {
      server.once('error', (error) => {
        const taken = systemCode(error) === 'EADDRINUSE'
        if (taken && !portFixed && candidate < port + 50) return attempt(candidate + 1)
        reject(
          taken
            ? new LabError(
                'serve.taken',
                `Port ${candidate} is taken`,
                `Choose another: npm start -- --port ${candidate + 1}`,
                { port: candidate },
              )
            : new LabError(
                'serve.listen',
                `Cannot listen on ${host}:${candidate} (${systemCode(error) ?? error.message})`,
                'Choose another --host or --port',
              ),
        )
      })
      server.listen(candidate, host, () => {
        server.removeAllListeners('error')
        const address = server.address()
        resolve(address !== null && typeof address === 'object' ? address.port : candidate)
      })
    }
    attempt(port)
  })
}

async function serve(options: Options): Promise<void> {
  const line = progressLine()
  try {
    const port = options.port === undefined ? undefined : Number(options.port)
    if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65_536))
      throw new LabError('config.number', `--port is '${options.port}', which is no port number`, 'Use 0…65535')
    const config = configure({
      ...(options.host && { host: options.host }),
      ...(port !== undefined && { port }),
      ...(options.labs && { labs: options.labs }),
    })
    if (options.printConfig) return print(JSON.stringify(shown(config), null, 2))
    refuseOpenHost(config)
    const access = new Access(config)
    const link = (url: string) => `${url}/enter?token=${access.token}`
    const other = await runningServer(config)
    if (other) return print(`LVS Lab runs already. Open:\n\n  ${link(other)}\n`)

    const engine = await openEngine(config, tell)
    tell(
      `Docker engine: ${engine.kind === 'embedded' ? 'embedded' : engine.where}, ${engine.cpus} cores, ${engine.memory} MiB`,
    )
    await ensureImages(engine, [], (code, detail) => line.show(`${code}: ${detail}`))
    line.end()
    const library = await Library.open(config.labs)
    const database = await openDatabase(config)
    const service = new Service(library, () => Promise.resolve(engine), new ProgressStore(database))
    const events = watchEngine(
      engine,
      (session, node, action) => service.sessions.containerEvent(session, node, action),
      () => service.sessions.refresh(),
    )
    const http = createServer(createApp(access, config.installation))
    const io = createSocketServer(http, access, service)
    const bound = await listen(http, config)
    // Port 0 asks for any that is free.
    if (config.port !== 0 && bound !== config.port) tell(`Port ${config.port} is taken; using ${bound}.`)
    const url = `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host.includes(':') ? `[${config.host}]` : config.host}:${bound}`
    writeFileSync(serverFile(config.state), JSON.stringify({ pid: process.pid, url }), { mode: 0o600 })
    await service.open()
    print(`\nLVS Lab is ready. Open:\n\n  ${link(url)}\n`)

    closeWithGrace({ delay: 5000, logger: false }, async ({ err }) => {
      if (err) tell(`lvs-lab: ${err.stack ?? err.message}`)
      rmSync(serverFile(config.state), { force: true })
      const left = service.sessions.all().length
      events.close()
      await io.close()
      service.close()
      await database.destroy()
      if (left > 0) tell(`${left === 1 ? 'One lab goes' : `${left} labs go`} on running. To stop: npx lvs-lab stop`)
    })
  } catch (error) {
    line.end()
    unable(error)
  }
}

export function serveCommand(program: Command): void {
  program
    .command('serve', { isDefault: true })
    .description('serve the page (what npm start does)')
    .option('--host <address>', 'address to listen on (127.0.0.1)')
    .option('--port <number>', 'port to listen on (3000, or the next one free)')
    .option('--labs <folder>', 'folder of the lessons')
    .option('--print-config', 'print the configuration and end')
    .action(serve)
}
