import { problemText, t } from './i18n'
import { lasting } from './i18n/time'
import { engine } from './state/engine'
import { me } from './state/me'
import { now } from './state/now'
import { Icon } from './ui/icon'
import { Cure } from './ui/problem'

/** What has become of the engine, and what is being done about it. The seconds stand outside of what is read out. */
export function EngineNotice() {
  const view = engine.value
  if (!view) return null
  const words = t().engine
  if (view.state === 'back' && view.nodes > 0)
    return (
      <div class="notice" role="status" data-testid="engine" data-state="back">
        <i class="dot wait" />
        {words.back(view.nodes)}
      </div>
    )
  if (view.state === 'stopped')
    return (
      <div class="notice problem" role="alert" data-testid="engine" data-state="stopped">
        <Icon name="attention" />
        <span class="problem-words">
          <span>{words.stopped}</span>
          {me.value?.role === 'owner' ? (
            <Cure text="npx lvs-lab engine start" />
          ) : (
            <span class="cure">{words.tellStopped}</span>
          )}
        </span>
      </div>
    )
  if (view.state !== 'away') return null
  const { embedded, since } = view
  const problem = view.problem && problemText(view.problem)
  return (
    <div class="notice problem" role="alert" data-testid="engine" data-state="away">
      <Icon name="attention" />
      <span class="problem-words">
        <span>{words.away}</span>
        <span class="cure">{problem ? words.failing : embedded ? words.starting : words.waiting}</span>
        {problem && <code class="detail">{problem.message}</code>}
        {problem?.cure && <Cure text={problem.cure} />}
      </span>
      <span class="grow" />
      <span class="num" aria-hidden="true">
        {lasting(Math.max(0, now.value - since), t())}
      </span>
    </div>
  )
}
