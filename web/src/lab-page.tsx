import { useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Checks } from './check/checks'
import { t } from './i18n'
import { Replay } from './lesson/replay'
import { StepText } from './lesson/text'
import { Way } from './lesson/way'
import { Notices } from './notices'
import { focusAsked, large } from './state/terminals'
import { Terminals } from './terminal/terminals'
import { Traffic } from './traffic/strip'
import { Picture } from './topology/picture'
import { Divider } from './ui/divider'
import { keepSteady } from './ui/steady'
import { stored } from './ui/stored'

type View = 'lesson' | 'picture' | 'terminals'

/** Width of the lesson in px; 0 is the design's own. */
const lessonWidth = stored('divider.lesson', 0, (value) => typeof value === 'number' && value >= 0)

/** Px that picture and terminals need beside the lesson. */
const spaceWidth = 520

/** A lab: lesson, checks and the way on at the left; picture and terminals at the right. Narrow windows show one of three. */
export function LabPage() {
  const lesson = useRef<HTMLElement>(null)
  const notices = useRef<HTMLDivElement>(null)
  const view = useSignal<View>('lesson')
  useEffect(() => {
    const text = () => lesson.current?.querySelector<HTMLElement>('.text') ?? null
    return notices.current ? keepSteady(notices.current, text) : undefined
  }, [])
  // In a narrow window, a terminal that gets the keyboard comes to the front.
  useSignalEffect(() => {
    if (focusAsked.value) view.value = 'terminals'
  })
  const views: View[] = ['lesson', 'picture', 'terminals']
  return (
    <div
      class={`lab ${large.value ? 'large' : ''}`}
      data-view={view}
      style={lessonWidth.value ? { '--lesson': `min(${lessonWidth.value}px, 100vw - ${spaceWidth}px)` } : {}}
    >
      <div class="views" role="tablist">
        {views.map((name) => (
          <button
            key={name}
            role="tab"
            class="tab"
            aria-selected={view.value === name}
            data-testid={`view-${name}`}
            onClick={() => (view.value = name)}
          >
            {t().views[name]}
          </button>
        ))}
      </div>
      <main class="lesson" id="content" ref={lesson}>
        <div class="notices" ref={notices}>
          <Notices />
          <Replay />
        </div>
        <StepText />
        <Checks />
        <Way />
      </main>
      <Divider
        size={lessonWidth}
        measure={() => lesson.current?.clientWidth ?? 0}
        least={380}
        most={() => innerWidth - spaceWidth}
        label={t().resizeLesson}
      />
      <div class="space">
        <Picture />
        <Terminals />
        <Traffic />
      </div>
    </div>
  )
}
