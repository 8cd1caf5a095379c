/** `npm run bench`: measures real labs through the server; see server/bench. */
import './node-version.mjs'
import { benchTarget, pageTarget, serverTarget } from './bundle.mjs'
import { prepare, runBuilt } from './prepare.mjs'
import { main } from './say.mjs'

await main(async () => {
  await prepare([serverTarget, pageTarget, benchTarget])
  await runBuilt('server/dist/bench.js')
})
