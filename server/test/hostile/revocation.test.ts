import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { fixtureLabs } from '../../src/content/testing'
import { firstStart, openTestEngine } from '../support/engine'
import { HeldClass } from '../support/held-class'
import { Page, cookieOf, openSocket } from '../support/page'
import { Installation } from '../support/process'

/** Somebody who has got hold of a link or a login goes on using it after it was taken back. */

const leave = (url: string, cookie: string) =>
  fetch(`${url}/leave`, { method: 'POST', headers: { cookie, origin: url } }).then(({ status }) => status)
const out = (page: Page) => vi.waitFor(() => expect(page.socket.connected).toBe(false), { timeout: 10_000 })

describe('in a class', () => {
  let held: HeldClass
  beforeAll(async () => (held = await HeldClass.open()), firstStart)
  afterAll(() => held.remove())

  const status = (link: string) => fetch(link, { redirect: 'manual' }).then((answer) => answer.status)
  const refused = (cookie: string) =>
    expect(openSocket(held.server.url, { cookie, origin: held.server.url })).rejects.toThrow('unauthorized')
  const works = async (page: Page) => expect((await page.get('me.watch', {})).role).toBe('learner')

  /** A learner on three browsers. */
  async function learner() {
    const member = await held.join()
    const cookies = [member.cookie, await cookieOf(member.link), await cookieOf(member.link)]
    const pages = await Promise.all(cookies.map((cookie) => held.page(cookie)))
    return { member, cookies, pages } as {
      member: typeof member
      cookies: [string, string, string]
      pages: [Page, Page, Page]
    }
  }

  test('a new personal link ends every other login of that person, open windows included', async () => {
    const { member, cookies, pages } = await learner()
    const second = await held.page(cookies[0])
    const { link } = await pages[0].get('me.link', {})
    await Promise.all([out(pages[1]), out(pages[2])])
    for (const cookie of cookies.slice(1)) await refused(cookie)
    expect(await status(member.link)).toBe(403)
    // Whoever asked for it stays, in every window of that browser.
    for (const page of [pages[0], second, await held.page(cookies[0])]) await works(page)
    await works(await held.page(await cookieOf(`${held.server.url}${link}`)))
  })

  test('a new link from the instructor ends them all', async () => {
    const { member, cookies, pages } = await learner()
    const other = await learner()
    const { link } = await held.instructor.get('person.link', { class: held.course.id, person: member.id })
    await Promise.all(pages.map(out))
    for (const cookie of cookies) await refused(cookie)
    expect(await status(member.link)).toBe(403)
    await works(await held.page(await cookieOf(`${held.server.url}${link}`)))
    for (const page of other.pages) await works(page)
  })

  test('leaving ends every window of that login, and no other', async () => {
    const { cookies, pages } = await learner()
    const second = await held.page(cookies[0])
    expect(await leave(held.server.url, cookies[0])).toBe(204)
    await Promise.all([out(pages[0]), out(second)])
    await refused(cookies[0])
    for (const page of pages.slice(1)) await works(page)
  })

  test('a window that is being opened while its login ends does not stay open', async () => {
    for (let round = 0; round < 15; round++) {
      const { cookie } = await held.join()
      const opening = Array.from({ length: 4 }, () =>
        openSocket(held.server.url, { cookie, origin: held.server.url }).then(
          (socket) => Page.over(socket),
          () => null,
        ),
      )
      // One is open, the others are on their way.
      await Promise.race(opening)
      expect(await leave(held.server.url, cookie)).toBe(204)
      for (const page of await Promise.all(opening)) if (page) await out(page)
    }
  })

  test('who is put out, or merged into another entry, is out with every login', async () => {
    const [one, two, into] = [await learner(), await learner(), await held.join()]
    const { id } = held.course
    await held.instructor.get('person.remove', { class: id, person: one.member.id })
    await held.instructor.get('person.merge', { class: id, person: two.member.id, into: into.id })
    for (const { member, cookies, pages } of [one, two]) {
      await Promise.all(pages.map(out))
      for (const cookie of cookies) await refused(cookie)
      expect(await status(member.link)).toBe(403)
    }
  })

  test('staff that is removed is out at once, and so is their view of learners', async () => {
    const { link } = await held.instructor.get('staff.invite', { name: 'Short', role: 'observer' })
    const cookie = await cookieOf(`${held.server.url}${link}`)
    const short = await held.page(cookie)
    const { id } = await short.get('me.watch', {})
    const { member, pages } = await learner()
    const company = pages[0].hear('company')
    await pages[0].follow('tiny')
    await short.get('lab.follow', { lab: 'tiny', person: member.id })
    await vi.waitFor(() => expect(company.last?.people).toHaveLength(1))
    await held.instructor.get('staff.remove', { person: id })
    await out(short)
    await refused(cookie)
    await vi.waitFor(() => expect(company.last?.people).toEqual([]))
  })
})

test('the owner who leaves is out in every window, and back only with the token', async () => {
  const installation = new Installation(await openTestEngine(), fixtureLabs)
  try {
    const { url, link } = await installation.serve()
    const cookie = await cookieOf(link)
    const pages = [await Page.with(url, cookie), await Page.with(url, cookie)]
    expect(await leave(url, cookie)).toBe(204)
    await Promise.all(pages.map(out))
    const back = await Page.with(url, await cookieOf(link))
    expect((await back.get('me.watch', {})).role).toBe('owner')
    back.close()
  } finally {
    await installation.remove()
  }
})
