import { t } from '../i18n'
import { freshLink, leave } from '../state/door'
import { me } from '../state/me'
import { go, route } from '../state/route'
import { Mark } from '../ui/mark'
import { PersonalLink } from './personal-link'

/** The address names a lab of the class. */
const asksForLab = () => route.value.page === 'lab' && me.value?.class?.labs.includes(route.value.lab)

/** On into the labs: the one that the address names, else the class's first. */
function goIn(): void {
  freshLink.value = null
  if (asksForLab()) return
  const first = me.peek()?.class?.labs[0]
  go(first === undefined ? { page: 'catalogue', lab: null } : { page: 'lab', lab: first, step: null }, true)
}

/** Just joined: the personal link, shown once, and the way on. */
export function Welcome({ link }: { link: string }) {
  const { name = '', class: ofClass } = me.value ?? {}
  return (
    <main class="door" id="content">
      <div>
        <Mark />
        <h1>{t().learner.welcome(name)}</h1>
        <p class="lead">{ofClass && t().learner.welcomeTo(ofClass.title)}</p>
        <h2>{t().learner.linkTitle}</h2>
        <p>{t().learner.linkKeep}</p>
        <PersonalLink link={link} />
        <p class="below">{t().learner.linkOnce}</p>
        <button class="btn primary" data-testid="join-go-on" disabled={!me.value} onClick={goIn}>
          {asksForLab() ? t().learner.toLab : t().learner.firstLab}
        </button>
      </div>
    </main>
  )
}

/** Somebody who is in already follows the way to the door. */
export function InAlready() {
  const { name = '', role } = me.value ?? {}
  return (
    <main class="door" id="content">
      <div>
        <Mark />
        <h1>{t().learner.inAlready(name)}</h1>
        <p class="lead">{t().learner.inAlreadyText}</p>
        <button class="btn primary" data-testid="join-go-on" onClick={goIn}>
          {t().learner.goOn}
        </button>
        {role === 'learner' && (
          <button class="btn plain" data-testid="join-leave" onClick={() => void leave()}>
            {t().learner.notYou(name)}
          </button>
        )}
      </div>
    </main>
  )
}
