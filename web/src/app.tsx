import { useEffect } from 'preact/hooks'
import { line } from './api/socket'
import { Bar } from './bar'
import { MachineProblem } from './catalogue/machine'
import { List } from './catalogue/list'
import { Preview } from './catalogue/preview'
import { Help } from './help'
import { pick, t } from './i18n'
import { LabPage } from './lab-page'
import { Notices } from './notices'
import { labProblem, lab, step } from './state/lab'
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

function Body() {
  const at = route.value
  if (line.value.state === 'unauthorized')
    return <Plain title={t().unauthorizedTitle} lines={[t().unauthorizedText, t().unauthorizedAgain]} />
  if (at.page === 'unknown') return <Plain title={t().notFoundTitle} lines={[t().notFoundText(at.path)]} />
  if (at.page === 'lab' && labProblem.value)
    return <Plain title={t().notFoundTitle} lines={[t().notFoundText(href(at))]} />
  if (at.page === 'lab') return <LabPage />
  return (
    <div class="catalogue">
      <div class="notices">
        <Notices />
        <MachineProblem />
      </div>
      <List />
      <Preview />
    </div>
  )
}

/** The whole page: bar, notices, and the view that the address names. */
export function App() {
  const title =
    route.value.page === 'lab' && lab.value ? [step.value && pick(step.value.title), pick(lab.value.title)] : [t().labs]
  const words = [...title, 'LVS Lab'].filter(Boolean).join(' · ')
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
