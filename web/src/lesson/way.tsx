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

/** What is asked before anything of the learner's is thrown away. */
interface Ask {
  text: string
  button: string
  testId: string
  reset(): Promise<unknown>
}

type Page = 'choose' | 'node' | Ask

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

const askNode = (node: string): Ask => ({
  text: t().resetNodeAsk(node),
  button: t().resetNodeNow(node),
  testId: 'reset-node-now',
  reset: () => resetNode(node),
})
const askStep = (): Ask => ({
  text: t().resetStepAsk,
  button: t().resetStepNow,
  testId: 'reset-step-now',
  reset: resetStep,
})
const askLab = (): Ask => ({
  text: t().resetLabAsk,
  button: t().resetLabNow,
  testId: 'reset-lab-now',
  reset: resetLab,
})

function ResetSheet({ page, turn }: { page: Page; turn: (page: Page) => void }) {
  if (page === 'node')
    return (
      <>
        {lab.value?.nodes.map(({ name }) => (
          <Item key={name} name={name} testId={`reset-node-${name}`} more onPick={() => turn(askNode(name))} />
        ))}
        <Item name={t().back} testId="reset-back" more onPick={() => turn('choose')} />
      </>
    )
  if (page !== 'choose')
    return (
      <div class="ask">
        <p>{page.text}</p>
        <button class="btn small" onClick={() => turn('choose')}>
          {t().cancel}
        </button>
        <button
          class="btn small primary"
          data-testid={page.testId}
          onClick={(event) => {
            closeMenu(event.currentTarget)
            void page.reset()
          }}
        >
          {page.button}
        </button>
      </div>
    )
  return (
    <>
      <Item
        name={t().resetStep}
        what={t().resetStepWhat(stepIndex.value + 1)}
        testId="reset-step"
        more
        onPick={() => turn(askStep())}
      />
      <Item name={t().resetNode} what={t().resetNodeWhat} testId="reset-node" more onPick={() => turn('node')} />
      <Item name={t().resetLab} what={t().resetLabWhat} testId="reset-lab" more onPick={() => turn(askLab())} />
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
      <button
        class="btn"
        data-testid="previous"
        aria-label={t().previous}
        disabled={stepIndex.value <= 0}
        onClick={previousStep}
      >
        <Icon name="left" small />
        <span class="previous">{t().previous}</span>
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
