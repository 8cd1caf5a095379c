import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { BenchError } from './error'
import type { LabNode } from '../src/lab-node'
import { rawTerminal } from './raw'
import { median, percentile } from './statistics'
import type { Site } from './site'
import type { Figure } from './table'
import { millis, percent, rate } from './table'
import type { Tap } from './tap'
import { promptMark } from './tap'

/** Milliseconds from each of `count` keystrokes at the prompt to its echo, one at a time. */
async function echoes(tap: Tap, count: number): Promise<number[]> {
  const took: number[] = []
  for (let index = 0; index < count; index++) {
    const echo = tap.next()
    const began = performance.now()
    // A letter and its deletion in turn: the line never grows.
    tap.type(index % 2 === 0 ? 'x' : '\x7f')
    took.push((await echo) - began)
  }
  return took
}

/** Makes a file of printable lines in the node; gives what a terminal shows of it: bytes, and their SHA-256. */
async function fileOf(node: LabNode, megabytes: number): Promise<{ path: string; bytes: number; hash: string }> {
  const path = '/tmp/bulk'
  // The terminal turns every LF into CR LF.
  const script = `head -c ${Math.round(megabytes * 750_000)} /dev/urandom | base64 -w 99 > ${path}
    sed 's/$/\\r/' ${path} | sha256sum
    sed 's/$/\\r/' ${path} | wc -c`
  const { status, stdout, stderr } = await node.job(script, { timeout: 60_000 })
  const [hash, bytes] = stdout.split('\n')
  if (status !== 0 || !hash) throw new BenchError('bench.file', `${path} cannot be made on ${node.name}: ${stderr}`)
  return { path, bytes: Number(bytes), hash: hash.slice(0, 64) }
}

/** Bytes per second of a file on its way to the window; a byte more, less or changed is an error. */
async function bulk(tap: Tap, file: { path: string; bytes: number; hash: string }): Promise<number> {
  const between = tap.between(2, 3)
  const prompt = tap.until(promptMark)
  tap.type(`printf '\\2'; cat ${file.path}; printf '\\3'\r`)
  const { data, took } = await between
  await prompt
  const hash = createHash('sha256').update(data).digest('hex')
  if (data.length !== file.bytes || hash !== file.hash)
    throw new BenchError('bench.bytes', `${file.bytes} bytes were sent and other ${data.length} came`)
  return data.length / (took / 1000)
}

/** Milliseconds from Ctrl-C, while `yes` floods the window, to the prompt. */
async function interrupt(tap: Tap): Promise<number> {
  tap.type('yes "a line that comes again and again"\r')
  await sleep(700)
  const prompt = tap.until(promptMark)
  const began = performance.now()
  tap.type('\x03')
  return (await prompt) - began
}

async function measureOne(site: Site, node: LabNode, megabytes: number, rounds: number): Promise<Figure[]> {
  const server = await site.client.terminal(site.lab.id, `${node.name}/9`)
  const raw = await rawTerminal(node)
  const echo = { raw: [] as number[], server: [] as number[] }
  const rates = { raw: [] as number[], server: [] as number[] }
  const stops = { raw: [] as number[], server: [] as number[] }
  try {
    // In turns, so that what else the machine does meets both alike.
    for (let part = 0; part < 10; part++) {
      echo.raw.push(...(await echoes(raw.tap, 20)))
      echo.server.push(...(await echoes(server, 20)))
    }
    const file = await fileOf(node, megabytes)
    for (let round = 0; round < rounds; round++) {
      rates.raw.push(await bulk(raw.tap, file))
      rates.server.push(await bulk(server, file))
    }
    for (let round = 0; round < rounds; round++) {
      stops.raw.push(await interrupt(raw.tap))
      stops.server.push(await interrupt(server))
    }
    await node.job(`rm ${file.path}`)
  } finally {
    await raw.hangup()
    await site.client.end(site.lab.id, `${node.name}/9`)
  }
  const kind = `${node.spec.kernel} kernel`
  const p50 = median(echo.server)
  const more = p50 - median(echo.raw)
  const share = median(rates.server.map((value, round) => value / (rates.raw[round] ?? Number.NaN)))
  const stop = median(stops.server)
  return [
    {
      name: `echo, ${kind}: p50`,
      measured: millis(p50),
      limit: `${millis(median(echo.raw))} raw stream`,
      compared: `+ ${millis(more)}`,
      aim: '≤ raw + 1 ms',
      met: more <= 1,
    },
    {
      name: `echo, ${kind}: p99`,
      measured: millis(percentile(echo.server, 0.99)),
      limit: `${millis(percentile(echo.raw, 0.99))} raw stream`,
    },
    {
      name: `bulk, ${kind}, byte-exact`,
      measured: rate(median(rates.server)),
      limit: `${rate(median(rates.raw))} raw stream`,
      compared: percent(share),
      aim: '≥ 80 %',
      met: share >= 0.8,
    },
    {
      name: `Ctrl-C under yes, ${kind}`,
      measured: millis(stop),
      limit: `${millis(Math.max(...stops.server))} slowest of ${rounds}, ${millis(median(stops.raw))} raw`,
      aim: '≤ 300 ms',
      met: stop <= 300,
    },
  ]
}

/** Echo, throughput and interruption in a node of each kind, through the whole server and beside it the raw stream. */
export async function measureTerminal(site: Site, rounds: number): Promise<Figure[]> {
  await site.ensureRunning()
  const nodes = await site.nodes()
  try {
    const figures: Figure[] = []
    for (const [name, megabytes] of [
      [site.lab.host, 20],
      [site.lab.own, 8],
    ] as const) {
      const node = nodes.find((each) => each.name === name)
      if (!node) throw new BenchError('bench.node', `The engine has no node ${name}`)
      figures.push(...(await measureOne(site, node, megabytes, rounds)))
    }
    return figures
  } finally {
    for (const node of nodes) node.dispose()
  }
}
