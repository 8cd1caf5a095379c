import { useSignal } from '@preact/signals'
import { t } from '../i18n'
import { leave } from '../state/door'
import { learner, newLink } from '../state/learner'
import { Icon } from '../ui/icon'
import { Menu } from '../ui/menu'
import { PersonalLink } from './personal-link'

/** The learner's name; behind it another personal link, and the way out. */
export function NameMenu() {
  const link = useSignal<string | null>(null)
  const { name = '', class: ofClass } = learner.value ?? {}
  const label = (
    <>
      <span class="name-of">{name}</span>
      <Icon name="down" small />
    </>
  )
  return (
    <Menu
      label={label}
      button="btn small plain"
      testId="name-menu"
      title={t().learner.menuOf(name)}
      onClose={() => (link.value = null)}
    >
      <p class="sheet-title">{ofClass?.title}</p>
      {link.value === null ? (
        <button class="item" data-testid="new-link" onClick={() => void newLink().then((made) => (link.value = made))}>
          {t().learner.newLink}
          <small>{t().learner.newLinkWhat}</small>
        </button>
      ) : (
        <div class="ask-sheet">
          <p>{t().learner.linkKeep}</p>
          <PersonalLink link={link.value} />
          <p class="quiet-text">{t().learner.newLinkMade}</p>
        </div>
      )}
      <button class="item" data-testid="leave" onClick={() => void leave()}>
        {t().learner.leave}
        <small>{t().learner.leaveWhat}</small>
      </button>
    </Menu>
  )
}
