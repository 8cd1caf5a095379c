import type { Config } from '../config'
import type { LabError } from '../errors'
import { type Manner, startEmbedded, stoppedOnPurpose } from './embedded'
import type { Engine } from './engine'
import { type OnNodeEvent, followEvents } from './events'
import { ping } from './ping'
import { logFile } from './place'
import { type Labs, EngineWatch } from './watch'

/** Milliseconds after which an engine that takes calls and answers none counts as away. */
const hangsAfterMs = 10_000

/** What the watch itself asks, to learn whether the engine is back. */
const ofTheWatch = /^\/(_ping|events)\b/

/** The part of dockerode through which every call goes. */
interface Modem {
  dial(options: { path: string }, callback: (error: Error) => void): void
}

/** Refuses every call at once for as long as the engine is away: a hanging one would never answer. */
function refuseWhileAway(engine: Engine, refusal: () => LabError | null): void {
  const modem = engine.docker.modem as Modem
  const dial = modem.dial.bind(modem)
  modem.dial = (options, callback) => {
    const refused = ofTheWatch.test(options.path) ? null : refusal()
    if (refused) callback(refused)
    else dial(options, callback)
  }
}

/** Watches the engine that a server uses; the embedded one is started again. `onNodeEvent` is told what becomes of its nodes. */
export function supervise(
  engine: Engine,
  config: Pick<Config, 'state' | 'installation'>,
  onNodeEvent: OnNodeEvent,
  labs: Labs,
  manner?: Manner,
): EngineWatch {
  const watch = new EngineWatch(
    {
      ping: () => ping(engine.docker, hangsAfterMs),
      follow: (ended) => followEvents(engine, onNodeEvent, ended),
      start: engine.kind === 'embedded' ? () => startEmbedded(config, () => undefined, manner) : null,
      stopped: () => stoppedOnPurpose(config.state),
      log: logFile(config.state),
    },
    labs,
  )
  refuseWhileAway(engine, () => watch.refusal)
  return watch
}
