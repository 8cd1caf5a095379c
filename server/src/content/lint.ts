import type { Finding, LoadedLab } from './lab'
export function lintLab(loaded: LoadedLab, _all: LoadedLab[]): Finding[] {
  return loaded.findings
}
