import type { ClassView } from '@contract/classroom'
import { fixtureLabs } from '../../src/content/testing'
import type { Member } from './class'
import { join, makeClass, pageOf } from './class'
import { openTestEngine } from './engine'
import { Page } from './page'
import type { Running } from './process'
import { Installation } from './process'

/** A server that holds a class, with its instructor and an observer: what tests of rights begin with. */
export class HeldClass {
  private readonly pages: Page[] = []
  private names = 0

  private constructor(
    readonly installation: Installation,
    readonly server: Running & { url: string; link: string },
    readonly instructor: Page,
    readonly observer: Page,
    readonly course: ClassView,
  ) {}

  static async open(): Promise<HeldClass> {
    const installation = new Installation(await openTestEngine(), fixtureLabs)
    await installation.command(['list']) // builds the program where it is not up to date
    const server = await installation.serve(['--class'])
    const instructor = await Page.open(server)
    const course = await makeClass(instructor, { capacity: 200 })
    const { link } = await instructor.get('staff.invite', { name: 'Ms Look', role: 'observer' })
    const observer = await pageOf(server, `${server.url}${link}`)
    return new HeldClass(installation, server, instructor, observer, course)
  }

  /** Somebody new in the class. */
  join(name = `Learner ${++this.names}`): Promise<Member> {
    return join(this.server, this.course, name)
  }

  /** The page of a browser that has this cookie; closed with the class. */
  async page(cookie: string): Promise<Page> {
    const page = await Page.with(this.server.url, cookie)
    this.pages.push(page)
    return page
  }

  async remove(): Promise<void> {
    for (const page of [...this.pages, this.instructor, this.observer]) page.close()
    await this.installation.remove()
  }
}
