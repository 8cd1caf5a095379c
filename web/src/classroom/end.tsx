import { t } from '../i18n'
import { endClass, forAll } from '../state/class-actions'
import { tool } from '../state/classes'

/** Asks before the class ends, and says what is kept. */
export function End() {
  const w = t().classes
  const end = async () => {
    if (await endClass()) tool.value = null
  }
  const stop = async () => {
    if (await forAll('stop')) tool.value = null
  }
  return (
    <div class="tool">
      <p>{w.endKept}</p>
      <div class="row">
        <button class="btn" onClick={() => (tool.value = null)}>
          {t().cancel}
        </button>
        <button class="btn primary" data-testid="class-end-now" onClick={() => void end()}>
          {w.endNow}
        </button>
      </div>
      <hr />
      <p>{w.stopAllKept}</p>
      <div class="row">
        <button class="btn" data-testid="class-stop-now" onClick={() => void stop()}>
          {w.stopAll}
        </button>
      </div>
    </div>
  )
}
