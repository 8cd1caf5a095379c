import type { Command } from 'commander'
import { needOf } from '../labs/need'
import { chosen, context, exit, print } from './context'

async function list({ json, labs }: { json?: boolean; labs?: string }): Promise<void> {
  const { library } = await context(labs ? { labs } : {})
  const rows = library.all().map(({ id, lab }) => ({
    id,
    title: lab?.spec.title.en ?? id,
    level: lab?.spec.level ?? null,
    steps: lab?.steps.length ?? 0,
    minutes: lab?.steps.reduce((sum, { minutes }) => sum + minutes, 0) ?? 0,
    memory: lab ? needOf(Object.values(lab.spec.nodes)).memory : 0,
    errors: library.report(id).findings.filter(({ severity }) => severity === 'error').length,
  }))
  if (json) return print(JSON.stringify(rows, null, 2))
  for (const { id, title, steps, minutes, memory, errors } of rows)
    print(
      `${id.padEnd(22)} ${title.padEnd(28)} ${String(steps).padStart(2)} steps ${String(minutes).padStart(4)} min ${String(memory).padStart(5)} MiB${errors ? `   ${errors} errors: npx lvs-lab lint ${id}` : ''}`,
    )
}

async function lint(names: string[], { json, labs }: { json?: boolean; labs?: string }): Promise<void> {
  const { library } = await context(labs ? { labs } : {})
  const ids = chosen(library, names)
  const findings = ids.flatMap((id) => library.report(id).findings)
  const errors = findings.filter(({ severity }) => severity === 'error').length
  if (json) print(JSON.stringify(findings, null, 2))
  else {
    for (const { severity, file, line, column, message, cure } of findings)
      print(`${file}:${line}${column ? `:${column}` : ''}: ${severity}: ${message}\n    cure: ${cure}`)
    print(`${ids.length} labs, ${errors} errors, ${findings.length - errors} warnings`)
  }
  process.exit(errors > 0 ? exit.wanting : exit.good)
}

export function labsCommands(program: Command): void {
  const folder = ['--labs <folder>', 'folder of the lessons'] as const
  program
    .command('list')
    .description('list the labs')
    .option('--json', 'for machines')
    .option(...folder)
    .action(list)
  program
    .command('lint [lab...]')
    .description('find what is wrong in lesson files')
    .option('--json', 'for machines')
    .option(...folder)
    .action(lint)
}
