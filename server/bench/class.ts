import { benchProblem } from './error'
import { inClass, instruct, learners } from './classroom'
import type { Client } from './client'
import { light } from './lab'
import { Learner } from './learner'
import { startPlain } from './plain'
import { meter, processMemory } from './process'
import type { BenchServer } from './server'
import type { Site } from './site'
import { median, percentile } from './statistics'
import type { Figure } from './table'
import { mebibytes, millis, percent, seconds, times } from './table'

/** Milliseconds that everybody types. */
const typing = 20_000

interface Measured {
  joined: number[]
  echoes: number[]
  storm: { seconds: number; share: number; peak: number }
  typed: { seconds: number; share: number; peak: number }
  /** Bytes that the instructor saw of the learner who was watched. */
  watched: number
  plain: number[]
}

async function watch(client: Client, person: string): Promise<() => number> {
  const [lab, shell] = [light.id, `${light.node}/1`]
  let bytes = 0
  client.tap(lab, shell, person).hear((chunk) => (bytes += chunk.length))
  await client.ask('lab.follow', { lab, person })
  await client.attach(lab, shell, person)
  return () => bytes
}

async function run(server: BenchServer, tell: (line: string) => void): Promise<Omit<Measured, 'plain'>> {
  const { client, code } = await instruct(server)
  const { origin } = new URL(server.link)
  const peak = () => processMemory(server.pid, 'VmHWM')
  const present: Learner[] = []
  try {
    const storm = meter(server.pid)
    await Promise.all(
      Array.from({ length: learners }, (_, at) =>
        Learner.join(origin, code, `Learner ${at + 1}`).then(
          (learner) => present.push(learner),
          (error: unknown) => tell(`not served: ${benchProblem(error).message}`),
        ),
      ),
    )
    const stormed = { ...storm(), peak: peak() }
    const seen = present[0] ? await watch(client, present[0].id) : () => 0
    const typed = meter(server.pid)
    const until = performance.now() + typing
    const echoes = await Promise.all(present.map((learner) => learner.type(until)))
    return {
      joined: present.map(({ took }) => took),
      echoes: echoes.flat(),
      storm: stormed,
      typed: { ...typed(), peak: peak() },
      watched: seen(),
    }
  } finally {
    client.close()
    for (const learner of present) learner.close()
  }
}

/** Thirty learners who join at once, start a light lab and type, beside thirty bare containers. */
export async function measureClass(site: Site): Promise<Figure[]> {
  const { plain, joined, echoes, storm, typed, watched } = await inClass(site, async (server, engine, box) => ({
    plain: await startPlain(engine, box, learners),
    ...(await run(server, site.tell)),
  }))
  const [most, mostPlain] = [Math.max(...joined), Math.max(...plain)]
  const ours = (share: number) => seconds(percentile(joined, share))
  const bare = (share: number) => `${seconds(percentile(plain, share))} bare container runs`
  const took = (part: Measured['storm']) =>
    `${part.seconds.toFixed(1)} s of processor, ${percent(part.share)} of a core`
  return [
    {
      name: `class: served of ${learners}`,
      measured: String(joined.length),
      limit: `${plain.length} bare containers`,
      aim: `${learners}`,
      met: joined.length === learners && watched > 0,
    },
    { name: 'class: join → prompt, p50', measured: ours(0.5), limit: bare(0.5) },
    { name: 'class: join → prompt, p95', measured: ours(0.95), limit: bare(0.95) },
    { name: 'class: join → prompt, last', measured: seconds(most), limit: bare(1), compared: times(most / mostPlain) },
    { name: 'class: server while all join', measured: mebibytes(storm.peak), limit: took(storm) },
    { name: 'class: server while all type', measured: mebibytes(typed.peak), limit: took(typed) },
    {
      name: 'class: echo, all typing, p50',
      measured: millis(median(echoes)),
      limit: `${millis(percentile(echoes, 0.95))} p95 of ${echoes.length}`,
    },
  ]
}
