import type { BlockView } from '@contract/view'
import type { Dictionary } from '../i18n/dictionary'

/** A block's state in a word or two, and how it is meant: good, bad, or just so. */
interface Said {
  word: string
  tone: 'good' | 'bad' | 'plain'
  title?: string
}

/** What a block says about its last run. `fails`: its command is meant to fail. */
export function sayBlock(view: BlockView | undefined, fails: boolean, words: Dictionary): Said | null {
  switch (view?.state) {
    case undefined:
    case 'cancelled':
      return null
    case 'queued':
      return { word: words.queued, tone: 'plain', title: words.queuedWhy }
    case 'running':
      return { word: words.running, tone: 'plain' }
    case 'ran':
      return { word: fails && view.status ? words.ranFailing(view.status) : words.ran, tone: 'good' }
    case 'written':
      return { word: words.written, tone: 'good' }
    case 'failed':
      return { word: words.failedExit(view.status ?? 0), tone: 'bad', title: words.failedExitWhy }
  }
}
