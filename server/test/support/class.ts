import type { ClassView, Joined } from '@contract/classroom'
import { Page, cookieOf } from './page'

export type Server = { url: string; link: string }

/** Someone who has joined: their cookie, and the link that lets them in again. */
export interface Member {
  name: string
  id: string
  cookie: string
  link: string
}

/** Asks to join as the page does; any headers may be given. */
export function askToJoin(
  url: string,
  said: unknown,
  headers: Record<string, string> = { origin: url },
): Promise<Response> {
  return fetch(`${url}/join`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(said),
  })
}

/** Joins a class. */
export async function join({ url }: Server, { code }: ClassView, name: string): Promise<Member> {
  const answer = await askToJoin(url, { code, name })
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0]
  if (!cookie) throw new Error(`${name} was not let in: ${await answer.text()}`)
  const { link } = (await answer.json()) as Joined
  const page = await Page.with(url, cookie)
  const { id } = await page.get('me.watch', {})
  page.close()
  return { name, id, cookie, link: `${url}${link}` }
}

/** Makes a class of fixture labs. */
export function makeClass(instructor: Page, change: object = {}): Promise<ClassView> {
  const given = { title: 'Tuesday', labs: ['tiny'], capacity: 30, language: 'en', minutes: 120, idle: 30, ends: null }
  return instructor.get('class.make', { ...given, ...change } as never)
}

/** The page of whoever has a link. */
export const pageOf = async ({ url }: Server, link: string) => Page.with(url, await cookieOf(link))
