import type { EngineView } from '@contract/engine'
import type { EngineWatch } from '../engine/watch'
import type { LabServer } from './connection'

/** Tells every page whether the engine is there. Where classes are held, the reason of a failure stays with whoever runs the server. */
export function sendEngine(io: LabServer, watch: EngineWatch, classes: boolean): void {
  const said = ({ problem, ...view }: EngineView): EngineView => (problem && !classes ? { ...view, problem } : view)
  io.on('connection', (socket) => socket.emit('engine', said(watch.view)))
  watch.on('change', (view) => io.emit('engine', said(view)))
}
