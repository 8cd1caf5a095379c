import { create } from 'xmlbuilder2'
import { type Point, meaning } from './point'

const named = ({ kind, name }: Point) => meaning[kind](name)

/** One line for people: `✓ lvs-dr 02-table: played, all checks pass (3.2 s)`. */
export function pointLine(point: Point): string {
  const line = `${point.ok ? '✓' : '✗'} ${point.lab} ${point.step}: ${named(point)} (${(point.took / 1000).toFixed(1)} s)`
  return point.ok ? line : `${line}\n    ${point.reason}`
}

/** Everything about one failed point: for the transcript file. */
export function pointTranscript(point: Point): string {
  return `${pointLine(point)}\n${point.transcript ?? ''}\n`
}

const columns: [string, Point['kind'][]][] = [
  ['steps', ['play']],
  ['checks', ['before', 'already']],
  ['mistakes', ['mistake']],
  ['alternatives', ['alternative']],
]

/** A table of a line per lab: of each kind, how many points held, or `11 of 12` where some did not. */
export function summary(points: Point[]): string {
  const labs = [...new Set(points.map(({ lab }) => lab))]
  const rows = labs.map((lab) => [
    lab,
    ...columns.map(([, kinds]) => {
      const mine = points.filter((point) => point.lab === lab && kinds.includes(point.kind))
      const good = mine.filter(({ ok }) => ok).length
      return good === mine.length ? `${good}` : `${good} of ${mine.length}`
    }),
  ])
  const table = [['lab', ...columns.map(([head]) => head)], ...rows]
  const width = Math.max(...labs.map(({ length }) => length))
  return table
    .map(([lab = '', ...cells]) => lab.padEnd(width) + cells.map((cell) => cell.padStart(14)).join(''))
    .join('\n')
}

/** A JUnit report: a suite per step, a case per point. */
export function junit(points: Point[]): string {
  const root = create({ version: '1.0', encoding: 'UTF-8' }).ele('testsuites')
  for (const suite of new Set(points.map(({ lab, step }) => `${lab}/${step}`))) {
    const cases = points.filter(({ lab, step }) => `${lab}/${step}` === suite)
    const failures = cases.filter(({ ok }) => !ok).length
    const element = root.ele('testsuite', { name: suite, tests: cases.length, failures })
    for (const point of cases) {
      const item = element.ele('testcase', {
        classname: suite.replace('/', '.'),
        name: named(point),
        time: (point.took / 1000).toFixed(3),
      })
      if (!point.ok) item.ele('failure', { message: point.reason ?? '' }).txt(printable(point.transcript ?? ''))
    }
  }
  return root.end({ prettyPrint: true })
}

/** XML 1.0 has no place for control characters, escaped or not. */
const printable = (text: string) => text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, '')
