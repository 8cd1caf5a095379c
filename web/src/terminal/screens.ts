import type { LabTerminal } from './lab-terminal'

const alive = new Map<string, LabTerminal>()

declare global {
  interface Window {
    /** What every open terminal holds, by shell, as plain text. */
    lvsLabScreens?: () => Record<string, string>
  }
}

window.lvsLabScreens = () => Object.fromEntries([...alive].map(([shell, terminal]) => [shell, terminal.text()]))

/** Makes a terminal findable by its shell; the returned function ends that. */
export function registerTerminal(shell: string, terminal: LabTerminal): () => void {
  alive.set(shell, terminal)
  return () => alive.get(shell) === terminal && alive.delete(shell)
}
