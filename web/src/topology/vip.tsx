import { useLayoutEffect, useRef } from 'preact/hooks'
import { t } from '../i18n'
import { lasting } from '../i18n/time'
import { sinceOf, states, vipKey } from '../state/cluster'
import { holders } from '@contract/state'
import { lab, running } from '../state/lab'
import { now } from '../state/now'

/** Where each badge was drawn last, so that it can travel from there. */
const places = new Map<string, DOMRect>()
const calm = matchMedia('(prefers-reduced-motion: reduce)')

/** The virtual address at the node that holds it. It travels when it moves. */
export function VipBadge({ vip, shared }: { vip: string; shared: boolean }) {
  const badge = useRef<HTMLSpanElement>(null)
  useLayoutEffect(() => {
    const element = badge.current
    if (!element) return
    const before = places.get(vip)
    const { left, top } = element.getBoundingClientRect()
    if (before && !calm.matches && (before.left !== left || before.top !== top))
      element.animate([{ translate: `${before.left - left}px ${before.top - top}px` }, { translate: '0 0' }], {
        duration: 400,
        easing: 'ease-in-out',
      })
    return () => places.set(vip, element.getBoundingClientRect())
  }, [vip])
  return (
    <span ref={badge} class={`vip ${shared ? 'shared' : ''}`} data-testid={`vip-${vip}`}>
      {t().vip(vip)}
    </span>
  )
}

/** Who holds the address, and for how long; nobody is a badge that waits, two are a split brain. */
function Held({ vip }: { vip: string }) {
  const by = holders(vip, states.value)
  const since = sinceOf(vipKey(vip))
  const time = since > 0 ? lasting(Math.max(0, now.value - since), t()) : null
  if (by.length > 1)
    return (
      <span class="held bad" role="alert">
        <b>{t().splitBrain}</b> {t().vipOnSeveral(vip, by.join(', '))}
      </span>
    )
  if (by.length === 1) return <span class="held num">{t().vipOn(vip, by.join(), time)}</span>
  return (
    <span class="held num">
      {running.value && states.value.size > 0 && t().vipNowhere(time)}
      <span class="vip unheld" title={t().vipMeaning}>
        {t().vip(vip)}
      </span>
    </span>
  )
}

/** One word for each virtual address of the lab. */
export function Vips() {
  return (
    <>
      {lab.value?.network.vips.map((vip) => (
        <Held key={vip} vip={vip} />
      ))}
    </>
  )
}
