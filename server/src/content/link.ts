/** Links in a lesson: to the web, or to another lab or step by its folder. */
import { posix } from 'node:path'

type Link = { kind: 'web' } | { kind: 'lesson'; lab: string; step?: string } | { kind: 'refused' }

/** What a link written in a step's file leads to; `../02-arp` is a step, `../../lvs-dr` a lab, `../../lvs-dr/01-look` its step. */
export function readLink(href: string, file: string): Link {
  if (/^https?:\/\/./i.test(href)) return { kind: 'web' }
  if (/^([a-z][a-z0-9+.-]*:|\/|#|\?)/i.test(href) || href === '') return { kind: 'refused' }
  const path = posix.join(posix.dirname(file), href).replace(/\/((en|zh)\.md)?$/, '')
  const [lab, step, ...rest] = path.split('/')
  if (!lab || lab === '.' || lab === '..' || rest.length > 0) return { kind: 'refused' }
  return { kind: 'lesson', lab, ...(step && { step }) }
}

/** The page's address of a lab or step. */
export function pageOf(link: { lab: string; step?: string }): string {
  const lab = `/labs/${encodeURIComponent(link.lab)}`
  return link.step === undefined ? lab : `${lab}?step=${encodeURIComponent(link.step)}`
}
