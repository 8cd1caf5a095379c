/** One row: what was measured, what the same machine gave at best in the same run, and whether that is good enough. */
export interface Figure {
  name: string
  measured: string
  /** The limit measured beside it, with what it is; left out where there is none. */
  limit?: string
  /** Measured against limit: a ratio or a difference. */
  compared?: string
  /** Left out: for information only. */
  aim?: string
  met?: boolean
}

export const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`
export const millis = (milliseconds: number) => `${milliseconds.toFixed(milliseconds < 20 ? 2 : 0)} ms`
export const rate = (bytesPerSecond: number) => `${(bytesPerSecond / 1e6).toFixed(1)} MB/s`
export const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`
export const percent = (share: number) => `${(share * 100).toFixed(0)} %`
export const times = (ratio: number) => `${ratio.toFixed(2)} ×`

/** A table with columns of its own. */
export interface Sheet {
  head: string[]
  rows: string[][]
  /** Whether every aim in it was met. */
  met: boolean
}

/** The figures as a table. */
export function sheet(figures: Figure[]): Sheet {
  const head = ['figure', 'measured', 'beside it', 'compared', 'aim', 'met']
  const good = ({ aim, met }: Figure) => aim === undefined || met === true
  const rows = figures.map((figure) => {
    const { name, measured, limit = '', compared = '', aim = '' } = figure
    return [name, measured, limit, compared, aim, aim === '' ? '' : good(figure) ? 'yes' : 'NO']
  })
  return { head, rows, met: figures.every(good) }
}

/** A table as text, its columns aligned. */
export function aligned({ head, rows }: Sheet): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)))
  const line = (cells: string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n')
}
