#!/usr/bin/env node
/** The command `lvs-lab`: makes the clone ready where it is not, then runs the program in it. */
import './node-version.mjs'
import { pageTarget, serverTarget } from './bundle.mjs'
import { prepare, runBuilt } from './prepare.mjs'
import { main } from './say.mjs'

await main(async () => {
  await prepare(process.argv[2] === 'serve' ? [serverTarget, pageTarget] : [serverTarget])
  await runBuilt('server/dist/lvs-lab.js')
})
