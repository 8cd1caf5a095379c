import type { Segment } from '@contract/view'
import { t } from '../i18n'
import { Icon } from '../ui/icon'
import { FaultBlock } from './fault-block'
import { FileBlock } from './file-block'
import { Html } from './html'
import { RunBlock } from './run-block'

type CalloutSegment = Extract<Segment, { type: 'callout' }>

/** Note, tip and warning stand open; an answer and a solution are revealed by a click. */
function Callout({ segment }: { segment: CalloutSegment }) {
  const { kind, title, segments } = segment
  const label = t().callouts[kind]
  if (kind === 'predict' || kind === 'solution')
    return (
      <details class={`callout ${kind}`}>
        <summary>
          <b>{label}</b>
          {title && <span>{title}</span>}
          <span class="reveal">
            <Icon name="down" small />
            {kind === 'predict' ? t().reveal : t().showSolution}
          </span>
        </summary>
        <Segments segments={segments} />
      </details>
    )
  return (
    <aside class={`callout ${kind}`}>
      <p class="callout-title">
        <b>{label}</b>
        {title && <span>{title}</span>}
      </p>
      <Segments segments={segments} />
    </aside>
  )
}

/** A step's text, in order. Blocks keep their place in the tree when the language changes. */
export function Segments({ segments }: { segments: Segment[] }) {
  return (
    <>
      {segments.map((segment, at) => {
        switch (segment.type) {
          case 'html':
            return <Html key={at} html={segment.html} />
          case 'run':
            return <RunBlock key={segment.id} segment={segment} />
          case 'file':
            return <FileBlock key={segment.id} segment={segment} />
          case 'fault':
            return <FaultBlock key={segment.id} segment={segment} />
          case 'console':
            return (
              <pre key={at} class="console" tabIndex={0}>
                {segment.text.replace(/\n$/, '')}
              </pre>
            )
          case 'callout':
            return <Callout key={at} segment={segment} />
        }
      })}
    </>
  )
}
