import type { LabEntry } from '@contract/view'
import { pick, t } from '../i18n'
import type { Show } from '../state/catalogue'
import { catalogue, listed, selected, show, sought } from '../state/catalogue'
import { go, href } from '../state/route'
import { Icon } from '../ui/icon'

const tracks = ['lvs', 'keepalived', 'nginx', 'heartbeat'] as const
const levels = ['beginner', 'intermediate', 'advanced'] as const

const minutesOf = (labs: LabEntry[]) =>
  labs.flatMap(({ steps }) => steps).reduce((sum, { minutes }) => sum + minutes, 0)

function Pips({ lab }: { lab: LabEntry }) {
  return (
    <span class="pips" aria-hidden="true">
      {lab.steps.map(({ id, done }) => (
        <i key={id} class={done ? 'done' : lab.session && id === lab.currentStep ? 'now' : undefined} />
      ))}
    </span>
  )
}

function Row({ lab, number }: { lab: LabEntry; number: number }) {
  const chosen = selected.value?.id === lab.id
  const own = lab.nodes.some(({ kernel }) => kernel === 'own')
  const to = { page: 'catalogue', lab: lab.id } as const
  const { phase } = lab.session ?? {}
  const broken = lab.problems.length > 0
  return (
    <tr
      aria-current={chosen ? 'true' : undefined}
      data-testid={`lab-${lab.id}`}
      onClick={() => go(to, true)}
      onDblClick={() => go({ page: 'lab', lab: lab.id, step: null })}
    >
      <td class="n">{number}</td>
      <th scope="row">
        <a href={href(to)}>{pick(lab.title)}</a>
        {phase && (
          <i
            class={`dot ${phase === 'failed' ? 'fault' : phase === 'running' ? '' : 'wait'}`}
            title={phase === 'running' ? t().stateRunning : t().starting}
          />
        )}
        {broken ? <span class="chip fault">{t().stateBroken}</span> : <span class="sum">{pick(lab.tagline)}</span>}
      </th>
      <td class="lv">
        <i class={`level l${levels.indexOf(lab.level) + 1}`} />
        <span>{t().levels[lab.level]}</span>
      </td>
      <td class="min">{minutesOf([lab])}</td>
      <td class="kern" title={lab.modules.join(', ')}>
        <span class="chip">{own ? t().kernelOwn : t().kernelHost}</span> {lab.modules.join(', ')}
      </td>
      <td class="prog">
        <Pips lab={lab} />
        <span class="num">
          {lab.steps.filter(({ done }) => done).length} / {lab.steps.length}
        </span>
      </td>
    </tr>
  )
}

function Track({ track, labs }: { track: (typeof tracks)[number]; labs: LabEntry[] }) {
  const done = labs.filter(({ steps }) => steps.length > 0 && steps.every((step) => step.done)).length
  const number = (lab: LabEntry) => (catalogue.value?.labs ?? []).indexOf(lab) + 1
  return (
    <tbody>
      <tr class="track">
        <th colSpan={4} scope="rowgroup">
          {t().tracks[track]}
          <span>{t().trackLines[track]}</span>
        </th>
        <td />
        <td>{t().trackDone(done, labs.length)}</td>
      </tr>
      {labs.map((lab) => (
        <Row key={lab.id} lab={lab} number={number(lab)} />
      ))}
    </tbody>
  )
}

function Head() {
  const labs = catalogue.value?.labs ?? []
  const tab = (value: Show, label: string) => (
    <button aria-current={show.value === value ? 'true' : undefined} onClick={() => (show.value = value)}>
      {label}
    </button>
  )
  return (
    <header>
      <div>
        <h1>{t().labs}</h1>
        {labs.length > 0 && (
          <p>
            {t().labsSum(labs.length, labs.flatMap(({ steps }) => steps).length)}
            <span class="more">{t().labsTime(minutesOf(labs))}</span>
            {t().readFreely}
          </p>
        )}
      </div>
      <span class="grow" />
      <span class="seg" role="group" aria-label={t().show}>
        {tab('all', t().all)}
        {tab('begun', t().begun)}
        {tab('done', t().done)}
      </span>
      <label class="search">
        <Icon name="search" small />
        <input
          type="search"
          data-find
          placeholder={t().find}
          aria-label={t().find}
          value={sought.value}
          onInput={(event) => (sought.value = event.currentTarget.value)}
        />
        <kbd>/</kbd>
      </label>
    </header>
  )
}

/** Why there are no rows. */
function NoRows() {
  const labs = catalogue.value?.labs
  if (!labs) return <p class="no-rows">{t().loadingLabs}</p>
  if (labs.length === 0) return <p class="no-rows">{t().noLabs}</p>
  const showAll = () => {
    show.value = 'all'
    sought.value = ''
  }
  return (
    <p class="no-rows">
      {t().noneFound}{' '}
      <button class="btn small" onClick={showAll}>
        {t().showAll}
      </button>
    </p>
  )
}

/** All labs by track, with how far the learner is. */
export function List() {
  const labs = listed.value
  return (
    <main class="labs" id="content">
      <Head />
      <div class="scroll" tabIndex={0} aria-label={t().listOfLabs} data-region="labs">
        {labs.length === 0 ? (
          <NoRows />
        ) : (
          <table>
            <thead>
              <tr>
                <td />
                <th scope="col">{t().lab}</th>
                <th scope="col">{t().level}</th>
                <th scope="col" class="min">
                  {t().minutesShort}
                </th>
                <th scope="col" class="kern" title={t().kernelMeaning}>
                  {t().kernel}
                </th>
                <th scope="col">{t().steps}</th>
              </tr>
            </thead>
            {tracks.map((track) => {
              const those = labs.filter((lab) => lab.track === track)
              return those.length > 0 && <Track key={track} track={track} labs={those} />
            })}
          </table>
        )}
      </div>
    </main>
  )
}
