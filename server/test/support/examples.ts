import { z } from 'zod'
import { isLabRight } from '@contract/requests/row'
import type { Messages, Requests } from '@contract/socket'
import { messages, requests } from '@contract/socket'
import type { Server } from './class'
import { join, makeClass } from './class'
import type { Page } from './page'

export const rows = { ...requests, ...messages }
export type Event = keyof Requests | keyof Messages
export const events = Object.keys(rows) as Event[]

/** What fields are in the fixture lab `tiny`. Every other field's example follows from its schema. */
const fixture = {
  lab: 'tiny',
  labs: ['tiny'],
  step: '01-first-request',
  node: 'client',
  shell: 'client/1',
  url: 'http://10.0.0.1/',
}

function exampleOf(schema: unknown, known: Record<string, unknown>): unknown {
  if (schema instanceof z.ZodObject)
    return Object.fromEntries(
      Object.entries(schema.shape).map(([key, field]) => [key, known[key] ?? exampleOf(field, known)]),
    )
  if (schema instanceof z.ZodDiscriminatedUnion) return exampleOf(schema.options[0], known)
  if (schema instanceof z.ZodEnum) return schema.options[0]
  if (schema instanceof z.ZodLiteral) return schema.value
  if (schema instanceof z.ZodBoolean) return true
  if (schema instanceof z.ZodNullable) return null
  if (schema instanceof z.ZodOptional) return undefined
  if (schema instanceof z.ZodNumber) return schema.minValue
  return 'x'
}

/** The ids in a payload: of a class, and of learners in it or of staff, all made for this one use. */
async function ids(fields: string[], server: Server, instructor: Page): Promise<Record<string, string>> {
  const people = fields.filter((field) => field === 'person' || field === 'into')
  if (fields.includes('class')) {
    const course = await makeClass(instructor)
    const made = people.map(async (field) => [field, (await join(server, course, field)).id])
    return { class: course.id, ...(Object.fromEntries(await Promise.all(made)) as Record<string, string>) }
  }
  if (people.length === 0) return {}
  const before = (await instructor.get('staff.list', {})).map(({ id }) => id)
  await instructor.get('staff.invite', { name: 'Short', role: 'observer' })
  const person = (await instructor.get('staff.list', {})).find(({ id }) => !before.includes(id))?.id ?? ''
  return { person }
}

/** A sound payload of a request or message. One about a lab names the sender's own `tiny`. */
export async function payloadOf(event: Event, server: Server, instructor: Page): Promise<object> {
  const { right, payload } = rows[event]
  const fields = payload instanceof z.ZodObject ? Object.keys(payload.shape) : []
  const known = isLabRight(right) ? fixture : { ...fixture, ...(await ids(fields, server, instructor)) }
  const example = exampleOf(payload, known)
  const { success, error } = payload.safeParse(example)
  if (!success) throw new Error(`'${event}' has a field that support/examples.ts must name: ${error.message}`)
  return example as object
}
