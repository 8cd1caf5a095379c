/** Something wrong with a lesson, where it is, and what to do about it. */
export interface Finding {
  severity: 'error' | 'warning'
  /** Relative to the labs folder. */
  file: string
  /** From 1. */
  line: number
  /** From 1. */
  column?: number
  message: string
  cure: string
}

/** A place in a file; line and column count from 1. */
export interface Place {
  line: number
  column?: number
}

export function error(file: string, place: Place, message: string, cure: string): Finding {
  return { severity: 'error', file, ...place, message, cure }
}

export function warning(file: string, place: Place, message: string, cure: string): Finding {
  return { severity: 'warning', file, ...place, message, cure }
}

/** By file, then by line: the order in which an author reads. */
export function sorted(findings: Finding[]): Finding[] {
  const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  return [...findings].sort(
    (a, b) =>
      byName(a.file, b.file) || a.line - b.line || (a.column ?? 0) - (b.column ?? 0) || byName(a.message, b.message),
  )
}
