import { rmSync, writeFileSync } from 'node:fs'
import closeWithGrace from 'close-with-grace'
import type { Command } from 'commander'
import { Classes } from '../classes/classes'
import { Classroom } from '../classes/classroom'
import { People } from '../classes/people'
import { type Config, configure, readMemory, readPort, shown } from '../config'
import { Library } from '../content/library'
import { openEngine } from '../engine/connect'
import { watchDisk } from '../engine/disk-watch'
import { ensureImages, nodeImage } from '../engine/image'
import { supervise } from '../engine/supervisor'
import { Access } from '../gateway/access'
import { createApp } from '../gateway/http'
import { routes } from '../gateway/routes'
import { sendEngine } from '../gateway/engine'
import { createSocketServer } from '../gateway/socket'
import { ClassStore } from '../store/classes'
import { openDatabase } from '../store/database'
import { EventStore } from '../store/events'
import { LoginStore } from '../store/logins'
import { PeopleStore } from '../store/people'
import { ProgressStore } from '../store/progress'
import { endProgress, print, showProgress, tell } from './context'
import {
  type Written,
  addressOf,
  listen,
  publicAddress,
  refuseOpenHost,
  runningServer,
  serverFile,
  webServer,
} from './listen'

interface Options {
  host?: string
  port?: string
  labs?: string
  class?: boolean
  name?: string[]
  tlsCert?: string
  tlsKey?: string
  proxied?: boolean
  memory?: string
  printConfig?: boolean
}

function configured({ class: classes, name, printConfig: _, ...options }: Options): Config {
  const { port: saidPort, memory: saidMemory, ...rest } = options
  const port = readPort('--port', saidPort)
  const memory = readMemory('--memory', saidMemory)
  return configure({
    ...rest,
    ...(port !== undefined && { port }),
    ...(memory !== undefined && { memory }),
    ...(classes !== undefined && { classes }),
    ...(name && { names: name }),
  })
}

/** What is printed once the server is ready: the way in. An instructor's link is shown once, since only its hash is kept. */
async function wayIn(
  { classes, tls, proxied, host }: Config,
  access: Access,
  people: People,
  url: string,
): Promise<string> {
  if (!classes) return `LVS Lab is ready. Open:\n\n  ${url}/enter?token=${access.token}\n`
  const known = (await people.staff()).some(({ role }) => role === 'instructor')
  const lines = known
    ? ['The instructor’s link was shown at the first start. A new one: npx lvs-lab instructor']
    : [
        `  ${url}${await people.invite('instructor', 'Instructor')}`,
        '',
        'This is the instructor’s link. Keep it: it is not shown again.',
      ]
  const open = !tls && !proxied && !/^(127\.|localhost$|::1$)/.test(host)
  if (open)
    lines.push(
      '',
      'Without TLS, whoever can listen on the network can log in too: --tls-cert and --tls-key, or a proxy.',
    )
  return `LVS Lab holds classes at ${url}\n\n${lines.join('\n')}\n`
}

async function serve(options: Options): Promise<void> {
  const config = configured(options)
  if (options.printConfig) return print(JSON.stringify(shown(config), null, 2))
  refuseOpenHost(config)
  const other = await runningServer(config)
  if (other) {
    const link = config.classes ? other.open : `${other.open}/enter?token=${new Access(config).token}`
    return print(`LVS Lab runs already. Open:\n\n  ${link}\n`)
  }

  const engine = await openEngine(config, tell)
  tell(
    `Docker engine: ${engine.kind === 'embedded' ? 'embedded' : engine.where}, ${engine.cpus} cores, ${engine.memory} MiB`,
  )
  await ensureImages(engine, [], (code, detail) => showProgress(`${code}: ${detail}`))
  endProgress()
  const library = await Library.open(config.labs)
  library.watch()
  const database = await openDatabase(config)
  const people = new People(new PeopleStore(database), new LoginStore(database))
  const watch = supervise(
    engine,
    config,
    (session, node, action) => classroom.workspaces.containerEvent(session, node, action),
    {
      lost: () => classroom.workspaces.engineLost(),
      found: (switching) => classroom.workspaces.engineFound(switching),
    },
  )
  const dependencies = { engine: () => watch.use(engine), library, progress: new ProgressStore(database) }
  const classes = new Classes(new ClassStore(database), people.store, library)
  const classroom = new Classroom(dependencies, classes, people, new EventStore(database), config.classes)
  const access = new Access(config, config.classes ? people : null)
  const http = webServer(config, createApp(access, routes(access, classroom, config.installation), config))
  const io = createSocketServer(http, access, classroom)
  const disk = watchDisk(engine, nodeImage(), (node) => classroom.workspaces.nodeFull(node))
  sendEngine(io, watch, config.classes)
  watch.open()
  const bound = await listen(http, config)
  // Port 0 asks for any that is free.
  if (config.port !== 0 && bound !== config.port) tell(`Port ${config.port} is taken; using ${bound}.`)
  const url = addressOf(config, bound)
  const open = publicAddress(config, url)
  const written: Written = { pid: process.pid, url, open }
  writeFileSync(serverFile(config.state), JSON.stringify(written), { mode: 0o600 })
  await classroom.open()
  watch.takeUp()
  print(`\n${await wayIn(config, access, people, open)}`)

  closeWithGrace({ delay: 5000, logger: false }, async ({ err }) => {
    if (err) tell(`lvs-lab: ${err.stack ?? err.message}`)
    rmSync(serverFile(config.state), { force: true })
    const left = classroom.workspaces.running
    disk.close()
    watch.close()
    await io.close()
    classroom.close()
    library.close()
    await database.destroy()
    if (left > 0) tell(`${left === 1 ? 'One lab goes' : `${left} labs go`} on running. To stop: npx lvs-lab stop`)
  })
}

const listed = (value: string, before: string[] = []) => [...before, value]

export function serveCommand(program: Command): void {
  program
    .command('serve', { isDefault: true })
    .description('serve the page (what npm start does)')
    .option('--host <address>', 'address to listen on (127.0.0.1)')
    .option('--port <number>', 'port to listen on (3000, or the next one free)')
    .option('--labs <folder>', 'folder of the lessons')
    .option('--class', 'hold classes: everybody logs in, and --host may be any address')
    .option('--name <host>', 'a name by which browsers reach the server; may be given again', listed)
    .option('--tls-cert <file>', 'certificate (PEM, with its chain) to serve https')
    .option('--tls-key <file>', 'its key')
    .option('--proxied', 'a reverse proxy on this machine says for whom it asks')
    .option('--memory <MiB>', 'memory that all labs together may take (90 % of what the engine has)')
    .option('--print-config', 'print the configuration and end')
    .action(serve)
}
