import { useSignal } from '@preact/signals'
import type { VisitView } from '@contract/visit'
import { request } from '../api/socket'
import { t } from '../i18n'
import { lab, running } from '../state/lab'
import { attempt } from '../state/problems'
import { usualUrl } from '../state/traffic'

function Answer({ view }: { view: VisitView }) {
  if (view.error) return <p class="silent bad">{view.error}</p>
  if (view.type !== 'text/html')
    return (
      <pre class="page" tabIndex={0}>
        {view.body}
      </pre>
    )
  // No scripts, an origin of its own, and no way to ask anybody for anything: our page cannot be touched from there.
  return <iframe class="page" sandbox="" referrerpolicy="no-referrer" title={t().service} srcdoc={view.body} />
}

/** The service, as the lab's client sees it. Fetch it again, and another real server may answer. */
export function Service() {
  const address = useSignal<string | null>(null)
  const page = useSignal<VisitView | null>(null)
  const busy = useSignal(false)
  const shown = lab.value
  if (!shown) return null
  const url = address.value ?? usualUrl(shown)
  const view = page.value
  const submit = (event: Event) => {
    event.preventDefault()
    busy.value = true
    void attempt(async () => (page.value = await request('service.visit', { lab: shown.id, url }))).finally(
      () => (busy.value = false),
    )
  }
  return (
    <div class="packets service">
      <form class="tools" onSubmit={submit}>
        <input
          class="mono grow"
          aria-label={t().loadUrl}
          data-testid="service-url"
          value={url}
          spellcheck={false}
          onInput={(event) => (address.value = event.currentTarget.value)}
        />
        <button class="btn small" data-testid="service-get" disabled={!running.value || busy.value}>
          {view ? t().fetchAgain : t().fetch}
        </button>
        <span class="quiet-text num">
          {busy.value && t().fetching}
          {!busy.value &&
            view &&
            !view.error &&
            `HTTP ${view.status} · ${view.took} ms${view.server && ` · ${view.server}`}`}
        </span>
      </form>
      {view ? <Answer view={view} /> : <p class="silent quiet-text">{t().serviceIntro}</p>}
    </div>
  )
}
