import { useState } from 'preact/hooks'
import { t } from '../i18n'
import type { Doing } from '../state/actions'
import {
  doing,
  nextStep,
  previousStep,
  resetLab,
  resetNode,
  resetStep,
  solve,
  startLab,
  stopSolving,
} from '../state/actions'
import { lab, running, session, stepIndex } from '../state/lab'
import { allPassed } from '../state/step'
import { Icon } from '../ui/icon'
import { Menu, closeMenu } from '../ui/menu'

type Page = 'choose' | 'node' | 'lab'

function Item({
  name,
  what,
  testId,
  more,
  onPick,
}: {
  name: string
  what?: string
  testId: string
  more?: boolean
  onPick: () => void
}) {
  const picked = (event: Event & { currentTarget: HTMLElement }) => {
    if (!more) closeMenu(event.currentTarget)
    onPick()
  }
  return (
    <button class="item" data-testid={testId} onClick={picked}>
      {name}
      {what && <small>{what}</small>}
    </button>
  )
}

function ResetSheet({ page, turn }: { page: Page; turn: (page: Page) => void }) {
  if (page === 'node')
    return (
      <>
        {lab.value?.nodes.map(({ name }) => (
          <Item key={name} name={name} testId={`reset-node-${name}`} onPick={() => void resetNode(name)} />
        ))}
        <Item name={t().back} testId="reset-back" more onPick={() => turn('choose')} />
      </>
    )
  if (page === 'lab')
    return (
      <div class="ask">
        <p>{t().resetLabAsk}</p>
        <button class="btn small" onClick={() => turn('choose')}>
          {t().cancel}
        </button>
        <button
          class="btn small primary"
          data-testid="reset-lab-now"
          onClick={(event) => {
            closeMenu(event.currentTarget)
            void resetLab()
          }}
        >
          {t().resetLabNow}
        </button>
      </div>
    )
  return (
    <>
      <Item
        name={t().resetStep}
        what={t().resetStepWhat(stepIndex.value + 1)}
        testId="reset-step"
        onPick={() => void resetStep()}
      />
      <Item name={t().resetNode} what={t().resetNodeWhat} testId="reset-node" more onPick={() => turn('node')} />
      <Item name={t().resetLab} what={t().resetLabWhat} testId="reset-lab" more onPick={() => turn('lab')} />
    </>
  )
}

function ResetMenu() {
  const [page, turn] = useState<Page>('choose')
  const label = (
    <>
      {t().reset}
      <Icon name="down" small />
    </>
  )
  return (
    <Menu label={label} up testId="reset" disabled={!running.value} onClose={() => turn('choose')}>
      <ResetSheet page={page} turn={turn} />
    </Menu>
  )
}

function doingText(what: Doing): string {
  switch (what.what) {
    case 'resetStep':
      return t().resettingStep
    case 'resetNode':
      return t().resettingNode(what.node)
    case 'resetLab':
      return t().resettingLab
    case 'stop':
      return t().stopping
    case 'start':
      return t().starting
  }
}

function Help() {
  if (doing.value) return <span class="quiet-text doing">{doingText(doing.value)}</span>
  if (!session.value || session.value.phase === 'failed')
    return (
      <button
        class="btn primary"
        data-testid="start"
        disabled={(lab.value?.problems.length ?? 1) > 0}
        onClick={() => lab.value && void startLab(lab.value.id)}
      >
        {session.value ? t().tryAgain : t().start}
      </button>
    )
  const solving = session.value.solving !== null
  return (
    <>
      <ResetMenu />
      <button
        class="btn plain"
        data-testid="solve"
        disabled={!running.value}
        onClick={() => void (solving ? stopSolving() : solve())}
      >
        {solving ? t().stopSolving : t().solve}
      </button>
    </>
  )
}

/** What helps with this step, and the way to the others. Next is filled once every check is green. */
export function Way() {
  const last = stepIndex.value === (lab.value?.steps.length ?? 0) - 1
  return (
    <nav class="way" aria-label={t().stepNavigation}>
      <Help />
      <span class="grow" />
      <button class="btn" data-testid="previous" disabled={stepIndex.value <= 0} onClick={previousStep}>
        <Icon name="left" small />
        {t().previous}
      </button>
      {last && allPassed.value ? (
        <span class="complete" data-testid="complete" role="status">
          <Icon name="check" />
          {t().complete}
        </span>
      ) : (
        <button class={`btn ${allPassed.value ? 'primary' : ''}`} data-testid="next" disabled={last} onClick={nextStep}>
          {t().next}
          <Icon name="right" small />
        </button>
      )}
    </nav>
  )
}
