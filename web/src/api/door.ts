import type { Joined, joinSchema } from '@contract/classroom'
import type { z } from 'zod'
import type { Problem } from '@contract/problem'
import { problemOf } from '@contract/problems/catalogue'
import { Refusal, lost } from './socket'

const isProblem = (said: unknown): said is Problem =>
  typeof said === 'object' && said !== null && 'code' in said && 'message' in said

/** What the server has against it. Who asks too often is told how long to wait. */
async function refusal(answer: Response): Promise<Refusal> {
  const { status, headers } = answer
  const said: unknown = await answer.json().catch(() => null) // what is no JSON comes from something in between
  if (isProblem(said)) return new Refusal(said)
  if (status !== 429) return new Refusal(problemOf('page.status', { status }))
  const minutes = Math.ceil(Number(headers.get('Retry-After') ?? 60) / 60)
  return new Refusal(problemOf('access.many', { minutes }))
}

async function ask(path: string, body?: object): Promise<Response> {
  let answer: Response
  try {
    answer = await fetch(path, {
      method: body ? 'POST' : 'GET',
      ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    })
  } catch {
    throw lost()
  }
  if (!answer.ok) throw await refusal(answer)
  return answer
}

/** Whether classes are held on this server. */
export async function holdsClasses(): Promise<boolean> {
  const health = (await (await ask('/health')).json()) as { classes?: boolean }
  return health.classes === true
}

/** Lets this browser into a class. Rejects with a `Refusal`. */
export async function join(said: z.input<typeof joinSchema>): Promise<Joined> {
  return (await (await ask('/join', said)).json()) as Joined
}

/** Ends this browser's login. */
export async function leave(): Promise<void> {
  await ask('/leave', {})
}
