#!/usr/bin/env node
/** The command `lvs-lab`: makes the clone ready where it is not, then runs the program in it. */
import './node-version.mjs'
import { setFlagsFromString } from 'node:v8'
import { pageTarget, serverTarget } from './bundle.mjs'
import { prepare, runBuilt } from './prepare.mjs'
import { main } from './say.mjs'

// A young generation of its first size collects more often and saves some 40 MiB; a server has little garbage.
setFlagsFromString('--semi-space-growth-factor=1')

// Without a command the program serves; only serving needs the page.
const [command = 'serve'] = process.argv.slice(2)
const serves = command === 'serve' || (command.startsWith('-') && !['-h', '--help'].includes(command))

await main(async () => {
  await prepare(serves ? [serverTarget, pageTarget] : [serverTarget])
  await runBuilt('server/dist/lvs-lab.js')
})
