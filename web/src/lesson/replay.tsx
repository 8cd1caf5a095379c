import { t } from '../i18n'
import { stopSolving } from '../state/actions'
import { stepIndex } from '../state/lab'
import { declineReplay, replay, replayable, replaying } from '../state/replay'

/** Above the text: offers to play the steps before this one on nodes that are fresh, and tells how that goes. */
export function Replay() {
  const count = replayable.value
  if (replaying.value !== null)
    return (
      <div class="replay" role="status" data-testid="replaying">
        <i class="dot busy" />
        <p class="num">{t().learner.replaying(replaying.value, stepIndex.value)}</p>
        <button class="btn small" onClick={() => void stopSolving()}>
          {t().learner.replayStop}
        </button>
      </div>
    )
  if (count === 0) return null
  return (
    <div class="replay">
      <p>{t().learner.replayOffer(count > 1 ? `1–${count}` : '1', count > 1)}</p>
      <button class="btn small" data-testid="replay" onClick={() => void replay()}>
        {t().learner.replay(count > 1)}
      </button>
      <button class="btn small plain" data-testid="replay-later" onClick={declineReplay}>
        {t().learner.replayLater}
      </button>
    </div>
  )
}
