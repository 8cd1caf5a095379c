import type { FaultAct } from '@contract/fault'
import type { ActivityEvent } from '@contract/classroom'
import type { LabEntry } from '@contract/view'
import { pick } from '../i18n'
import type { Dictionary } from '../i18n/dictionary'
import { faultWords } from '../i18n/faults'

/** What happened, in one line. Words for what an instructor did are the same as for the learner's own deed, with the name before them. */
export function happeningWords({ kind, detail, by }: ActivityEvent, labs: LabEntry[], words: Dictionary): string {
  const text = (key: string) => {
    const value = detail[key]
    return typeof value === 'string' ? value : ''
  }
  // What earlier versions wrote down names another's lab as `lab@person`.
  const lab = labs.find(({ id }) => id === text('lab').split('@')[0])
  const at = lab?.steps.findIndex(({ id }) => id === text('step')) ?? -1
  const check = lab?.steps[at]?.checks.find(({ id }) => id === text('check'))
  const fault = text('act') && faultWords(text('act') as FaultAct, words).what
  const what = words.classes.happenings[kind as keyof Dictionary['classes']['happenings']]
  const said = what
    ? what({
        step: at >= 0 ? String(at + 1) : '',
        check: check ? pick(check.title) : '',
        lab: lab ? pick(lab.title) : '',
        text: text('text'),
        node: text('node'),
        fault,
        what: words.classes.deeds[text('what') as keyof Dictionary['classes']['deeds']] ?? text('what'),
        name: text('name'),
      })
    : kind
  return by === null ? said : words.classes.didBy(by, said)
}

/** What nobody needs to be told: the learner's page has shown a message. */
export const isTold = ({ kind }: ActivityEvent): boolean => kind !== 'message.read'
