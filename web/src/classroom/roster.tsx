import { t } from '../i18n'
import { roster, shownClass } from '../state/classes'
import { Copy } from './copy'
import { Filters } from './filters'
import { joinLink } from './head'
import { Table } from './table'

/** A class without learners: how to come in, to be read from the last row. */
function Nobody() {
  const view = shownClass.value
  if (!view) return null
  const w = t().classes
  if (view.ended !== null) return <p class="no-rows">{w.nobodyCame}</p>
  return (
    <div class="nobody">
      <p>{w.openInBrowser}</p>
      <b class="address">{`${location.host}/join`}</b>
      <p>{w.andType}</p>
      <b class="code" data-testid="class-code">
        {view.code}
      </b>
      <div>
        <Copy text={joinLink(view.code)} label={w.copyJoin} testId="copy-join" />
        <span class="quiet-text">{view.open ? w.appearHere : w.doorIsClosed}</span>
      </div>
    </div>
  )
}

/** Who is in the class, and how far. */
export function Roster() {
  const view = roster.value
  return (
    <main class="roster" id="content" data-testid="roster">
      {view && view.learners.length === 0 ? (
        <Nobody />
      ) : (
        view && (
          <>
            <Filters />
            <Table />
          </>
        )
      )}
    </main>
  )
}
