/** `npm test`: all stages in order, up to the first that fails. `npm test -- unit browser` runs only those named. */
import './node-version.mjs'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepare } from './prepare.mjs'
import { Trouble, duration, main } from './say.mjs'
import { runStage, stages } from './stages.mjs'
import { compiler, ensurePackages, findPostgres, findProgram } from './system.mjs'

const browsers = ['chromium', 'chromium-browser', 'google-chrome']

function chosen(names) {
  const unknown = names.filter((name) => !stages.some((stage) => stage.name === name))
  if (unknown.length > 0)
    throw new Trouble('test.stage', `There is no stage ${unknown.join(', ')}`, {
      cure: `Stages: ${stages.map((stage) => stage.name).join(', ')}; for example: npm test -- unit browser`,
    })
  return names.length > 0 ? stages.filter((stage) => names.includes(stage.name)) : stages
}

/** A browser that can show Chinese; a browser that is there already, of whatever origin, will do. */
async function ensureBrowser() {
  const packages = browsers.some(findProgram) ? [] : ['chromium']
  if (findProgram('dpkg-query')) packages.push('fonts-noto-cjk')
  if (packages.length > 0) await ensurePackages(packages, 'the browser tests')
}

/** What the nodes' C programs are built with; elsewhere than on Debian, a compiler will do. */
async function ensureCompiler() {
  if (findProgram('dpkg-query') || !findProgram('gcc')) await ensurePackages(compiler, 'the unit tests')
}

/** The database that the tests start beside the embedded one, the proxy before the server, and what makes its certificate; those that are there will do. */
async function ensureServers() {
  const programs = { nginx: 'nginx-light', openssl: 'openssl' }
  const needed = findPostgres() ? [] : ['postgresql']
  for (const [program, name] of Object.entries(programs)) if (!findProgram(program)) needed.push(name)
  if (needed.length > 0) await ensurePackages(needed, 'the integration tests')
}

/** The table of stages, and as the last line the sum of all tests. */
function summarise(results, asked) {
  const sum = (key) => results.reduce((total, result) => total + result[key], 0)
  const row = (cells) => console.log(cells.map((cell, at) => (at < 2 ? cell.padEnd(13) : cell.padStart(9))).join(' '))
  console.log()
  row(['stage', 'result', 'passed', 'failed', 'time'])
  for (const { name } of asked) {
    const result = results.find((each) => each.name === name)
    if (!result) row([name, 'not run', '', '', ''])
    else
      row([
        name,
        result.status === 0 ? 'passed' : 'failed',
        ...['passed', 'failed'].map((key) => String(result[key] || '')),
        duration(result.milliseconds),
      ])
  }
  if (sum('skipped') > 0) console.log(`skipped: ${sum('skipped')}`)
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`)
}

await main(async () => {
  const asked = chosen(process.argv.slice(2))
  await prepare([])
  if (asked.some(({ name }) => name === 'unit')) await ensureCompiler()
  if (asked.some(({ name }) => name === 'integration')) await ensureServers()
  if (asked.some(({ name }) => name === 'browser')) await ensureBrowser()
  const folder = mkdtempSync(join(tmpdir(), 'lvs-lab-test-'))
  const results = []
  try {
    for (const stage of asked) {
      console.log(`\n── ${stage.name}: ${stage.what}`)
      const result = await runStage(stage, folder)
      results.push({ name: stage.name, ...result })
      console.log(`── ${stage.name}: ${result.status === 0 ? 'passed' : 'failed'} in ${duration(result.milliseconds)}`)
      if (result.status === 0) continue
      process.exitCode = result.status
      break
    }
    summarise(results, asked)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
