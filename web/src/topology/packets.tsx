import type { FrameView } from '@contract/packets'
import { macOf } from '@contract/packets'
import { t } from '../i18n'
import { lab, running } from '../state/lab'
import { capture, captured, capturing, download } from '../state/packets'
import { usualUrl } from '../state/traffic'
import { columnsOf } from './columns'

const macWords = (mac: string) => {
  const owner =
    mac === 'ff:ff:ff:ff:ff:ff' ? t().everybody : lab.value?.nodes.find(({ address }) => macOf(address) === mac)?.name
  return owner ? `${mac} (${owner})` : mac
}

/** An arrow from the lane of the sender to those of the receivers, with what the frame says. */
function Arrow({ frame, lanes }: { frame: FrameView; lanes: string[] }) {
  const middle = (lane: number) => ((lane + 0.5) / lanes.length) * 100
  const from = lanes.indexOf(frame.from)
  const to = frame.to.map((name) => lanes.indexOf(name)).filter((lane) => lane >= 0)
  const ends = [from < 0 ? 0 : from, ...to]
  const [least, most] = [Math.min(...ends), Math.max(...ends)]
  return (
    <div class={`arrow is-${frame.protocol.toLowerCase()}`} title={`${frame.source} → ${frame.target}`}>
      <i class="line" style={{ '--a': `${middle(least)}%`, '--b': `${middle(most)}%` }} />
      {from >= 0 && <i class="start" style={{ '--a': `${middle(from)}%` }} />}
      {to.map((lane) => (
        <i key={lane} class={`head ${lane < from ? 'back' : ''}`} style={{ '--a': `${middle(lane)}%` }} />
      ))}
    </div>
  )
}

function Row({ frame, lanes }: { frame: FrameView; lanes: string[] }) {
  const { at, from, to, protocol, source, target, sourceMac, targetMac, says } = frame
  return (
    <li
      class="frame"
      data-from={from}
      data-to={to.join(' ')}
      data-says={says}
      data-source-mac={sourceMac}
      data-target-mac={targetMac}
    >
      <span class="when num">{at.toFixed(1)}</span>
      <Arrow frame={frame} lanes={lanes} />
      <div class="what">
        <p title={`${says}  ${source} → ${target}`}>
          <b>{protocol === 'TCP' ? says : protocol}</b> {protocol !== 'TCP' && says}{' '}
          {protocol !== 'ARP' && (
            <span class="mono">
              {source} → {target}
            </span>
          )}
        </p>
        <p class="mono quiet-text">
          {t().toMac} {macWords(targetMac)}
        </p>
      </div>
    </li>
  )
}

/** curl's status, seconds and error, in words. */
function outcomeOf(said: string): string {
  const [status = '000', seconds = '0', ...error] = said.split(' ')
  return ` · ${status === '000' ? error.join(' ') : t().answered(status, (Number(seconds) * 1000).toFixed(1))}`
}

/** One request, frame by frame, across the nodes it passes; or what nodes tell each other. */
export function Packets() {
  const shown = lab.value
  if (!shown) return null
  const { id } = shown
  const url = usualUrl(shown)
  const lanes = columnsOf(shown.nodes)
    .flat()
    .map(({ name }) => name)
  const view = captured.value
  const busy = capturing.value
  return (
    <div class="packets">
      <div class="tools">
        <button
          class="btn small"
          data-testid="capture-request"
          disabled={!running.value || busy !== null}
          onClick={() => void capture(id, url)}
        >
          {t().followRequest}
        </button>
        <button
          class="btn small"
          data-testid="capture-talk"
          disabled={!running.value || busy !== null}
          onClick={() => void capture(id, null)}
        >
          {t().hearTalk}
        </button>
        <span class="quiet-text">
          {busy === 'request' && t().capturingRequest(url)}
          {busy === 'talk' && t().capturingTalk}
          {!busy && view && t().frames(view.frames.length, view.more)}
          {!busy && view?.cut && <b data-testid="capture-cut"> · {t().captureCut}</b>}
          {!busy && view?.url && outcomeOf(view.outcome)}
        </span>
        <span class="grow" />
        {view && (
          <button class="btn small" data-testid="capture-save" onClick={() => download(id)}>
            {t().savePcapng}
          </button>
        )}
      </div>
      <div class="lanes" aria-hidden="true">
        <span class="when">ms</span>
        <div>
          {lanes.map((name) => (
            <b key={name}>{name}</b>
          ))}
        </div>
        <span class="what" />
      </div>
      {view && view.frames.length > 0 ? (
        <ol class="frames" tabIndex={0} aria-label={t().packets}>
          {view.frames.map((frame, index) => (
            <Row key={index} frame={frame} lanes={lanes} />
          ))}
        </ol>
      ) : (
        <p class="silent quiet-text">{view ? t().nothingHeard : t().packetsIntro}</p>
      )}
    </div>
  )
}
