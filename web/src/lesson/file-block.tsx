import { useState } from 'preact/hooks'
import type { Segment } from '@contract/view'
import { t } from '../i18n'
import { runBlock } from '../state/actions'
import { blockKey, blocks, session, step } from '../state/lab'
import { primaryBlock } from '../state/step'
import { copyText } from '../ui/clipboard'
import { Icon } from '../ui/icon'
import { excerptOf } from './excerpt'
import { Nodes, hindrance } from './run-block'
import { sayBlock } from './say'

type FileSegment = Extract<Segment, { type: 'file' }>

function Copy({ text }: { text: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    setCopied(await copyText(text))
    setTimeout(() => setCopied(false), 1500)
  }
  return (
    <button
      class="btn small icon plain"
      aria-label={copied ? t().copied : t().copy}
      title={copied ? t().copied : t().copy}
      onClick={() => void copy()}
    >
      <Icon name={copied ? 'check' : 'copy'} small />
    </button>
  )
}

/** The path, with places to break it at its slashes. */
function Path({ path }: { path: string }) {
  return <code>{path.split(/(?<=\/)/).flatMap((part, at) => (at === 0 ? [part] : [<wbr key={at} />, part]))}</code>
}

/** A file to write on its nodes: shown from its first change, unfolded on demand. */
export function FileBlock({ segment }: { segment: FileSegment }) {
  const [unfolded, setUnfolded] = useState(false)
  const lines = segment.content.replace(/\n$/, '').split('\n')
  const changed = segment.changed?.lines ?? []
  const [from, to] = unfolded ? [0, lines.length] : excerptOf(lines.length, changed)
  const foldable = excerptOf(lines.length, changed)[1] - excerptOf(lines.length, changed)[0] < lines.length
  const why = hindrance(segment.nodes)
  const view = blocks.value.get(blockKey(step.value?.id ?? '', segment.id))
  const said = sayBlock(view, false, t())
  const primary = primaryBlock.value?.id === segment.id
  return (
    <div class="block" data-block={segment.id} data-state={view?.state ?? 'ready'}>
      <div class="head">
        <Nodes names={segment.nodes} />
        <Path path={segment.path} />
        {segment.executable && <span class="chip">{t().executable}</span>}
        <span class="say ok">{said?.word}</span>
        <Copy text={segment.content} />
        <button
          class={`btn small ${primary ? 'primary' : ''}`}
          data-testid={`run-${segment.id}`}
          disabled={why !== null || session.value?.solving != null}
          title={why ?? undefined}
          onClick={() => void runBlock(segment)}
        >
          {t().writeFile}
        </button>
      </div>
      <pre tabIndex={0} aria-label={segment.path}>
        <code>
          {lines.slice(from, to).map((line, at) => (
            <span key={from + at} class={changed.includes(from + at) ? 'new' : undefined}>
              {line || <br />}
            </span>
          ))}
        </code>
      </pre>
      {(foldable || changed.length > 0) && (
        <div class="foot">
          {foldable ? (
            <button class="btn small plain" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
              <span class={unfolded ? 'turned' : undefined}>
                <Icon name="down" small />
              </span>
              {unfolded ? t().fewerLines : t().showLines(lines.length)}
            </button>
          ) : (
            <span />
          )}
          {segment.changed && changed.length > 0 && (
            <span class="bar-key">{t().changedSince(segment.changed.sinceStep)}</span>
          )}
        </div>
      )}
    </div>
  )
}
