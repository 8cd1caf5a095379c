import { useEffect, useRef } from 'preact/hooks'
import { pick, t } from '../i18n'
import { lab, step } from '../state/lab'
import { text } from '../state/step'
import { Segments } from './segments'

/** The step's text: scrolls by itself, begins at its top with every step. */
export function StepText() {
  const scroller = useRef<HTMLDivElement>(null)
  const key = `${lab.value?.id} ${step.value?.id}`
  useEffect(() => scroller.current?.scrollTo(0, 0), [key])
  const shown = text.value
  return (
    <div class="text" ref={scroller} tabIndex={0} data-region="lesson" aria-label={t().lessonRegion}>
      <h1>{step.value && pick(step.value.title)}</h1>
      {shown ? <Segments key={key} segments={shown.segments} /> : <p class="quiet-text">{t().loadingStep}</p>}
    </div>
  )
}
