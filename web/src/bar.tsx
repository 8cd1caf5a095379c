import { MachineState } from './catalogue/machine'
import { AskHelp } from './classroom/ask-help'
import { Clock } from './classroom/clock'
import { NameMenu } from './classroom/name-menu'
import { ClassTime, Places } from './classroom/places'
import { language, pick, t } from './i18n'
import { helpOpen } from './keyboard'
import { doing, stopLab } from './state/actions'
import { freshLink } from './state/door'
import { lab, session, step, stepIndex, thisLab } from './state/lab'
import { learner } from './state/learner'
import { href, route } from './state/route'
import { FaultsMenu } from './topology/faults-menu'
import { Icon } from './ui/icon'
import { Mark } from './ui/mark'
import { Menu, closeMenu } from './ui/menu'
import { switchTheme } from './ui/theme'

/** The lab's name and its steps, each a link. */
function Path() {
  const shown = lab.value
  const at = route.value
  if (!shown || at.page !== 'lab') return null
  return (
    <div class="path">
      <b title={pick(shown.title)}>{pick(shown.title)}</b>
      <nav class="steps" aria-label={t().steps}>
        {shown.steps.map(({ id, title, done }, index) => {
          const name = `${index + 1} ${pick(title)}`
          return (
            <a
              key={id}
              class={done ? 'done' : ''}
              href={href({ ...at, step: id })}
              data-testid={`step-${id}`}
              aria-current={step.value?.id === id ? 'step' : undefined}
              aria-label={name}
              title={name}
            />
          )
        })}
      </nav>
      <span class="quiet-text num step-of">{t().stepOf(stepIndex.value + 1, shown.steps.length)}</span>
    </div>
  )
}

/** Stops the lab; asks in its own sheet, since the nodes go with everything on them. */
function Stop() {
  if (!lab.value || !session.value || session.value.phase === 'failed') return null
  const stop = (event: Event & { currentTarget: HTMLElement }) => {
    closeMenu(event.currentTarget)
    void stopLab(thisLab())
  }
  return (
    <Menu
      label={t().stop}
      button="btn small"
      testId="stop"
      disabled={doing.value?.what === 'stop' || session.value.phase === 'stopping'}
    >
      <div class="ask">
        <p>{t().stopKept}</p>
        <button class="btn small" onClick={(event) => closeMenu(event.currentTarget)}>
          {t().cancel}
        </button>
        <button class="btn small primary" data-testid="stop-now" onClick={stop}>
          {t().stopNow}
        </button>
      </div>
    </Menu>
  )
}

function Languages() {
  const button = (value: 'en' | 'zh', label: string) => (
    <button
      lang={value}
      data-testid={`lang-${value}`}
      aria-current={language.value === value ? 'true' : undefined}
      onClick={() => (language.value = value)}
    >
      {label}
    </button>
  )
  return (
    <span class="seg" role="group" aria-label={t().languageName}>
      {button('en', 'EN')}
      {button('zh', '中文')}
    </span>
  )
}

/** The bar on top of every view. */
export function Bar() {
  const inLab = route.value.page === 'lab'
  const inside = learner.value && freshLink.value === null && route.value.page !== 'join'
  return (
    <header class={`bar ${inside ? 'of-learner' : ''}`}>
      <a class="brand" href="/" aria-label={t().allLabs}>
        <Mark />
        <span class="name">LVS Lab</span>
      </a>
      <Path />
      <Places />
      <span class="grow" />
      {inLab ? (
        <>
          <Clock />
          <FaultsMenu />
          <Stop />
        </>
      ) : route.value.page === 'class' ? (
        <ClassTime />
      ) : (
        route.value.page === 'catalogue' && <MachineState />
      )}
      {inside && (
        <>
          <AskHelp />
          <NameMenu />
        </>
      )}
      <Languages />
      <button
        class="btn icon plain"
        data-testid="theme"
        aria-label={t().themeSwitch}
        title={t().themeSwitch}
        onClick={switchTheme}
      >
        <Icon name="theme" />
      </button>
      <button
        class="btn icon plain"
        data-testid="help"
        aria-label={t().help}
        title={t().help}
        aria-expanded={helpOpen.value}
        onClick={() => (helpOpen.value = !helpOpen.value)}
      >
        <Icon name="help" />
      </button>
    </header>
  )
}
