import type { Segment } from '@contract/view'
import { t } from '../i18n'
import { runBlock } from '../state/actions'
import { blockKey, blocks, nodeView, running, session, step } from '../state/lab'
import { primaryBlock } from '../state/step'
import { becameActive, revealAsked, showShell } from '../state/terminals'
import { Icon } from '../ui/icon'
import { sayBlock } from './say'

type RunSegment = Extract<Segment, { type: 'run' }>

/** Why a block cannot be run just now, or null. */
export function hindrance(nodes: string[]): string | null {
  if (!running.value) return session.value?.phase === 'starting' ? t().notReady : t().startToRun
  const waiting = nodes.find((node) => nodeView(node)?.phase !== 'ready')
  if (waiting === undefined) return null
  return nodeView(waiting)?.phase === 'off' ? t().nodeIsOff(waiting) : t().notReady
}

function State({ block, fails }: { block: string; fails: boolean }) {
  const key = blockKey(step.value?.id ?? '', block)
  const view = blocks.value.get(key)
  const said = sayBlock(view, fails, t())
  const { shell } = view ?? {}
  if (said?.tone === 'bad' && shell) {
    const reveal = () => {
      showShell(shell)
      becameActive(shell)
      revealAsked.value = { shell, block: key, count: (revealAsked.peek()?.count ?? 0) + 1 }
    }
    return (
      <button class="say bad" title={said.title} onClick={reveal}>
        {said.word}
      </button>
    )
  }
  return (
    <span class={`say ${said?.tone === 'good' ? 'ok' : ''}`} title={said?.title}>
      {said?.word}
    </span>
  )
}

/** The names of the nodes that a block is for. */
export function Nodes({ names }: { names: string[] }) {
  return (
    <span class="nodes">
      {names.map((name) => (
        <span key={name} class="chip node-name">
          {name}
        </span>
      ))}
    </span>
  )
}

/** Characters of a command that stand beside its node and its button; a longer one gets the whole width below them. */
const beside = 40

/** A command: wraps between its words, and inside one only where the word is too long for a line. */
function Command({ code }: { code: string }) {
  return (
    <code class="command">
      {code.split(/(\s+)/).map((word, at) => (at % 2 === 0 && word.length < 48 ? <span key={at}>{word}</span> : word))}
    </code>
  )
}

/** A command to run in its nodes' terminals, with the output to expect. */
export function RunBlock({ segment }: { segment: RunSegment }) {
  const why = hindrance(segment.nodes)
  const state = blocks.value.get(blockKey(step.value?.id ?? '', segment.id))?.state
  const busy = state === 'running' || state === 'queued' || session.value?.solving != null
  const primary = primaryBlock.value?.id === segment.id
  const code = segment.code.trimEnd()
  const long = code.includes('\n') || code.length > beside || segment.nodes.length > 1
  return (
    <div class="block" data-block={segment.id} data-state={state ?? 'ready'}>
      <div class="head">
        <Nodes names={segment.nodes} />
        {long ? <span class="grow" /> : <Command code={code} />}
        <State block={segment.id} fails={segment.fails} />
        <button
          class={`btn small ${primary ? 'primary' : ''}`}
          data-testid={`run-${segment.id}`}
          disabled={why !== null || busy}
          title={why ?? undefined}
          aria-busy={state === 'running'}
          onClick={() => void runBlock(segment)}
        >
          {state === 'running' ? <Icon name="arc" small /> : <Icon name="run" small />}
          {t().run}
        </button>
      </div>
      {long && <Command code={code} />}
      {segment.expected !== undefined && (
        <div class="expect">
          <div class="cap">{t().expected}</div>
          <pre tabIndex={0}>{segment.expected}</pre>
        </div>
      )}
    </div>
  )
}
