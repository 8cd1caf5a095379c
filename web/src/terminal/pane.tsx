import { useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { LabRef } from '@contract/lab-ref'
import type { Problem } from '@contract/problem'
import { Refusal, line } from '../api/socket'
import { t } from '../i18n'
import { takesPart, watched } from '../state/company'
import { lab, nodeView, shells, synced } from '../state/lab'
import { paused } from '../state/learner'
import { report } from '../state/problems'
import { watchedSeat } from '../state/roster'
import {
  active,
  becameActive,
  focusAsked,
  nodeOf,
  revealAsked,
  searching,
  split,
  toggleSplit,
  visible,
} from '../state/terminals'
import { Icon } from '../ui/icon'
import type { LabTerminal } from './lab-terminal'
import { registerTerminal } from './screens'
import { PaneProblem, PaneState } from './pane-state'
import { Seat } from './pane-seat'
import { SearchBar } from './search-bar'

/** A terminal in its place: mounted from the first time it is shown until it is closed, so that nothing it shows is lost. */
export function Pane({ of, shell }: { of: LabRef; shell: string }) {
  const host = useRef<HTMLDivElement>(null)
  const terminal = useSignal<LabTerminal | null>(null)
  const problem = useSignal<Problem | null>(null)
  const attached = useSignal(false)
  const node = nodeOf(shell)
  const place = visible.value.indexOf(shell)

  const attach = async () => {
    try {
      await terminal.peek()?.attach()
      attached.value = true
      problem.value = null
    } catch (error) {
      if (!(error instanceof Refusal)) return report(error)
      // A broken line is told in the bar, and the next one attaches again.
      if (error.problem.code !== 'socket.lost') problem.value = error.problem
    }
  }

  useEffect(() => {
    let made: LabTerminal | null = null
    let unregister = () => {}
    let gone = false
    const make = async () => {
      const { LabTerminal } = await import('./lab-terminal')
      if (gone || !host.current) return
      made = new LabTerminal(of, shell, host.current)
      unregister = registerTerminal(shell, made)
      terminal.value = made
    }
    make().catch(report)
    return () => {
      gone = true
      unregister()
      made?.dispose()
    }
  }, [])

  useSignalEffect(() => terminal.value?.show(visible.value.includes(shell)))
  useSignalEffect(() => {
    const mayType = terminal.value?.watching.value ? takesPart.value : !paused.value
    terminal.value?.takeInput(mayType)
  })
  // Takes its seat once its node is up, and again after every break of the line.
  const reachable = useSignal(false)
  useSignalEffect(() => {
    const phase = nodeView(node)?.phase
    // Another's terminal is there once its learner has opened it.
    const there = !watched.value || shells.value.has(shell)
    reachable.value = synced.value && there && (phase === 'ready' || attached.peek())
    if (line.value.state !== 'connected') terminal.value?.lineLost()
  })
  useSignalEffect(() => {
    if (terminal.value && reachable.value) void attach()
  })
  useSignalEffect(() => {
    const asked = focusAsked.value
    if (asked?.shell === shell && terminal.value) {
      // After the pane is on show: a hidden element takes no focus.
      requestAnimationFrame(() => focusAsked.peek() === asked && terminal.peek()?.focus())
    }
  })
  useSignalEffect(() => {
    if (revealAsked.value?.shell === shell) terminal.peek()?.reveal(revealAsked.value.block)
  })

  const spec = lab.value?.nodes.find(({ name }) => name === node)
  const own = spec ? `${spec.address} · ${spec.kernel === 'own' ? t().ownKernel : t().hostKernel}` : ''
  const whose = watchedSeat.value?.row.name ?? ''
  const about = !watched.value ? own : takesPart.value ? t().classes.youType(whose) : t().classes.youWatch(whose)
  const searched = searching.value && active.value === shell
  const second = split.value && place === 1
  return (
    <div
      class={`pane ${place < 0 ? 'hidden' : ''}`}
      style={{ order: place * 2 }}
      data-testid={`pane-${shell}`}
      data-state={shells.value.get(shell)?.state ?? 'connecting'}
      data-region={active.value === shell ? 'terminal' : undefined}
      role="tabpanel"
      aria-label={t().terminalOf(shell)}
      onFocusIn={() => becameActive(shell)}
    >
      <header>
        <b>{shell.endsWith('/1') ? node : shell}</b>
        {searched ? (
          <SearchBar shell={shell} terminal={terminal} />
        ) : (
          <PaneState shell={shell} attached={attached.value} again={() => void attach()} about={about} />
        )}
        <span class="grow" />
        <Seat shell={shell} watching={terminal.value?.watching.value ?? false} />
        {second && (
          <button class="btn small icon plain" aria-label={t().closeSplit} title={t().closeSplit} onClick={toggleSplit}>
            <Icon name="cross" small />
          </button>
        )}
      </header>
      <PaneProblem shell={shell} problem={problem.value} again={() => void attach()} />
      <div class="screen" ref={host} />
    </div>
  )
}
