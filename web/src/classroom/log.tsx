import type { ActivityEvent } from '@contract/classroom'
import { t } from '../i18n'
import { catalogue } from '../state/catalogue'
import { log } from '../state/log'
import { roster } from '../state/classes'
import { happeningWords, isTold } from './happenings'
import { dayTime } from './list'

/** What happened, newest first; `whom`: names the learner too. */
export function Happenings({ list, whom }: { list: ActivityEvent[]; whom?: true }) {
  const nameOf = (person: string | null) => roster.value?.learners.find(({ id }) => id === person)?.name
  return (
    <ol class="log">
      {list.filter(isTold).map((happening) => {
        const words = happeningWords(happening, catalogue.value?.labs ?? [], t())
        const name = whom && nameOf(happening.person)
        return (
          <li key={happening.id} data-kind={happening.kind} title={words}>
            <time>{dayTime(happening.at)}</time>
            <span>
              {words}
              {name && <b> · {name}</b>}
            </span>
          </li>
        )
      })}
    </ol>
  )
}

/** What happened to the learner beside the roster. */
export function PersonLog() {
  if (log.value.length === 0) return null
  return (
    <section class="person-log" aria-label={t().classes.log} tabIndex={-1} data-region="log">
      <Happenings list={log.value} />
    </section>
  )
}
