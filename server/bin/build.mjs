/** `npm run build`: builds server and page where they are not up to date. */
import './node-version.mjs'
import { prepare } from './prepare.mjs'
import { main, say } from './say.mjs'

await main(async () => {
  await prepare()
  say('server/dist and web/dist are up to date')
})
