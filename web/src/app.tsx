import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { line } from './api/socket'
import { Bar } from './bar'
import { ClassPage } from './class-page'
import { Classes } from './classroom/list'
import { MachineProblem } from './catalogue/machine'
import { List } from './catalogue/list'
import { Preview } from './catalogue/preview'
import { Join } from './classroom/join'
import { InAlready, Welcome } from './classroom/welcome'
import { Help } from './help'
import { pick, t } from './i18n'
import { LabPage } from './lab-page'
import { Notices } from './notices'
import { classProblem, shownClass } from './state/classes'
import { classesHeld, freshLink } from './state/door'
import { labProblem, lab, step } from './state/lab'
import { isStaff, me } from './state/me'
import { href, route } from './state/route'

function Plain({ title, lines }: { title: string; lines: string[] }) {
  return (
    <main class="message" id="content">
      <h1>{title}</h1>
      {lines.map((text) => (
        <p key={text}>{text}</p>
      ))}
      {route.value.page !== 'catalogue' && line.value.state !== 'unauthorized' && (
        <a class="btn" href="/">
          {t().backToLabs}
        </a>
      )}
    </main>
  )
}

/** A list of what there is, below what is to be told. */
function Listed({ children }: { children: ComponentChildren }) {
  return (
    <div class="catalogue">
      <div class="notices">
        <Notices />
        <MachineProblem />
      </div>
      {children}
    </div>
  )
}

function Body() {
  const at = route.value
  if (freshLink.value !== null) return <Welcome link={freshLink.value} />
  if (line.value.state === 'unauthorized') {
    if (classesHeld.value) return <Join />
    return classesHeld.value === null ? (
      <Notices />
    ) : (
      <Plain title={t().unauthorizedTitle} lines={[t().unauthorizedText, t().unauthorizedAgain]} />
    )
  }
  if (at.page === 'join' && me.value?.role !== 'owner') return me.value && <InAlready />
  if (at.page === 'unknown' || at.page === 'join')
    return <Plain title={t().notFoundTitle} lines={[t().notFoundText(href(at))]} />
  if (at.page === 'lab' && labProblem.value)
    return <Plain title={t().notFoundTitle} lines={[t().notFoundText(href(at))]} />
  if (at.page === 'lab') return <LabPage />
  if (at.page === 'classes' || at.page === 'class') {
    // Until the server has said whose the page is.
    if (!me.value) return <main id="content" />
    if (!isStaff.value || (at.page === 'class' && classProblem.value))
      return <Plain title={t().notFoundTitle} lines={[t().notFoundText(href(at))]} />
    if (at.page === 'class') return <ClassPage />
    return (
      <Listed>
        <Classes />
      </Listed>
    )
  }
  return (
    <Listed>
      <List />
      <Preview />
    </Listed>
  )
}

/** What the page is about, the nearest first. */
function title(): (string | null)[] {
  const { page } = route.value
  if (page === 'lab' && lab.value) return [step.value && pick(step.value.title), pick(lab.value.title)]
  if (page === 'class') return [shownClass.value?.title ?? null, t().classes.title]
  return [page === 'classes' ? t().classes.title : t().labs]
}

/** The whole page: bar, notices, and the view that the address names. */
export function App() {
  const words = [...title(), 'LVS Lab'].filter(Boolean).join(' · ')
  useEffect(() => {
    document.title = words
  }, [words])
  return (
    <>
      <a class="skip" href="#content">
        {t().skip}
      </a>
      <Bar />
      <Body />
      <Help />
    </>
  )
}
