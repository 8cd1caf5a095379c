import { useComputed, useSignal } from '@preact/signals'
import { t } from '../i18n'
import { lab, running } from '../state/lab'
import { now } from '../state/now'
import { keepOpen, latencyOf, rate, ratesOf, send, traffic, usualUrl } from '../state/traffic'
import { Icon } from '../ui/icon'
import { Menu, closeMenu } from '../ui/menu'
import { ProblemWords } from '../ui/problem'
import { Chart } from './chart'
import { Facts, brief } from './facts'

const rates = [5, 20, 50, 100]

function Settings({ url, usual }: { url: { value: string | null }; usual: string }) {
  return (
    <Menu label={<Icon name="down" small />} button="btn small icon plain" up testId="traffic-settings">
      <div
        class="load"
        onKeyDown={(event) => {
          if (event.key === 'Enter') closeMenu(event.currentTarget)
        }}
      >
        <label>
          {t().loadUrl}
          <input
            class="mono"
            value={url.value ?? usual}
            spellcheck={false}
            data-testid="traffic-url"
            onInput={(event) => (url.value = event.currentTarget.value)}
          />
        </label>
        <p class="quiet-text">{t().loadUrlMeaning}</p>
        <span class="seg" role="group" aria-label={t().loadRate}>
          {rates.map((each) => (
            <button
              key={each}
              aria-current={rate.value === each ? 'true' : undefined}
              onClick={() => (rate.value = each)}
            >
              {t().perSecond(each)}
            </button>
          ))}
        </span>
        <label class="check-box">
          <input
            type="checkbox"
            checked={keepOpen.value}
            onChange={(event) => (keepOpen.value = event.currentTarget.checked)}
          />
          {t().loadKeep}
        </label>
      </div>
    </Menu>
  )
}

/** Real servers have their colour in the picture too; others take the next. */
function coloured(order: string[]): (who: string) => string {
  const servers = (lab.value?.nodes ?? []).filter(({ role }) => role === 'real-server').map(({ name }) => name)
  const all = [...servers, ...order.filter((who) => !servers.includes(who))]
  return (who) => `var(--rs-${(all.indexOf(who) % 4) + 1})`
}

/** The load that the client sends, and what becomes of it. */
export function Traffic() {
  const url = useSignal<string | null>(null)
  const view = traffic.value
  const id = lab.value?.id
  const order = useComputed(() => Object.keys(traffic.value?.by ?? {}).sort()).value
  if (!id || !lab.value?.nodes.some(({ role }) => role === 'client')) return null
  const usual = usualUrl(lab.value)
  const sending = view?.load ?? null
  const colourOf = coloured(order)
  const end = sending ? now.value : Math.min(now.value, (view?.buckets.at(-1)?.at ?? now.value) + 2000)
  const measured = view && view.since > 0
  const each = ratesOf(view?.buckets ?? [], end)
  const latency = latencyOf(view?.buckets ?? [], end)
  const sum = Object.values(each).reduce((all, one) => all + one, 0)
  const toggle = () =>
    void send(id, sending ? null : { rate: rate.value, keep: keepOpen.value, url: url.value ?? usual })
  return (
    <section class="traffic" aria-label={t().traffic} data-region="traffic" tabIndex={-1}>
      <div class="tally">
        <h2>
          {t().answers}
          <span
            class="num"
            title={latency ? t().latencyMeaning(brief(latency.median), brief(latency.slowest)) : undefined}
          >
            {measured && t().perSecond(Math.round(sum))}
            {latency && <span class="quiet-text"> · {brief(latency.median)} ms</span>}
          </span>
        </h2>
        {measured && (
          <dl>
            {order.slice(0, 3).map((who) => (
              <>
                <dt key={who} style={{ '--c': colourOf(who) }}>
                  {who}
                </dt>
                <dd>{t().perSecond(Math.round(each[who] ?? 0))}</dd>
              </>
            ))}
            <dt style={{ '--c': 'var(--fail)' }}>{t().lost}</dt>
            <dd data-testid="traffic-lost">{view.lost}</dd>
          </dl>
        )}
        <div class="send">
          <button class="btn small" data-testid="traffic-toggle" disabled={!running.value} onClick={toggle}>
            {sending ? t().stopTraffic : t().startTraffic}
          </button>
          <Settings url={url} usual={usual} />
        </div>
      </div>
      {measured ? (
        <Chart view={view} end={end} order={order} colourOf={colourOf} />
      ) : (
        <p class="silent quiet-text">{t().clientSilent}</p>
      )}
      {view?.problem && (
        <p class="trouble">
          <ProblemWords problem={view.problem} />
        </p>
      )}
      {view && <Facts view={view} end={end} />}
    </section>
  )
}
