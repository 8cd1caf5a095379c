import { t } from '../i18n'
import { takesPart, typists } from '../state/company'
import { Icon } from '../ui/icon'

/** In a terminal's head: who else types in it just now, and whether one only watches it. */
export function Seat({ shell, watching }: { shell: string; watching: boolean }) {
  const typist = typists.value.get(shell)
  return (
    <>
      {typist && (
        <span class="chip typist" data-testid={`typist-${shell}`} role="status">
          {t().learner.types(typist.name)}
        </span>
      )}
      {watching && (
        <span
          class="chip line"
          data-testid={`watching-${shell}`}
          title={takesPart.value ? undefined : t().learner.watchingWhy}
        >
          <Icon name={takesPart.value ? 'hand' : 'eye'} small />
          {takesPart.value ? t().learner.takingPart : t().learner.watching}
        </span>
      )}
    </>
  )
}
