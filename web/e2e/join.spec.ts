import { rmSync } from 'node:fs'
import type { Browser, Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import type { ClassInput } from '@contract/classroom'
import { Instructor, twoSteps } from './support/class'
import { allReady, screen, shows, type } from './support/page'
import { LabServer } from './support/server'

let labs: string
let server: LabServer
test.beforeAll(async () => {
  labs = twoSteps()
  server = await LabServer.create(labs, { classes: true })
})
test.afterAll(async () => {
  await server.dispose()
  rmSync(labs, { recursive: true })
})

const instructors: Instructor[] = []
test.afterEach(async ({ browser }) => {
  for (const instructor of instructors.splice(0)) instructor.close()
  for (const context of browser.contexts()) await context.close()
  server.run('stop')
})
/** A class of its own for a test. */
async function makeClass(input: Partial<ClassInput> = {}): Promise<Instructor> {
  const instructor = await Instructor.open(server, input)
  instructors.push(instructor)
  return instructor
}

const nodes = ['client', 'rs1']
/** Somebody's own browser. */
const browserOf = async (browser: Browser) => (await browser.newContext()).newPage()

/** Joins by the link that holds the code; gives the personal link. */
async function join(page: Page, code: string, name: string): Promise<string> {
  await page.goto(`${server.url}/join/${code}`)
  await page.getByTestId('join-name').fill(name)
  await page.getByTestId('join-submit').click()
  const link = (await page.getByTestId('personal-link').textContent()) ?? ''
  await page.getByTestId('join-go-on').click()
  await expect(page.getByTestId('start')).toBeVisible()
  return link
}

async function start(page: Page): Promise<void> {
  await page.getByTestId('start').click()
  await allReady(page, nodes)
}

test('by the link with the code; the personal link then leads another browser to the same lab and terminal', async ({
  browser,
}) => {
  const { held: made } = await makeClass()
  const page = await browserOf(browser)
  const link = await join(page, made.code, 'Li Na')
  expect(link).toMatch(/\/enter\?token=\S{20,}$/)
  expect(new URL(page.url()).pathname).toBe('/labs/tiny')
  await start(page)
  await type(page, 'client/1', 'echo here-$((6*7))\n')
  await shows(page, 'client/1', /here-42/)

  const elsewhere = await browserOf(browser)
  await elsewhere.goto(server.url)
  await expect(elsewhere.getByTestId('join-code')).toBeVisible()
  await elsewhere.goto(link)
  await elsewhere.goto(`${server.url}/labs/tiny`)
  await shows(elsewhere, 'client/1', /here-42/)
  await type(elsewhere, 'client/1', 'echo there-$((6*8))\n')
  await shows(page, 'client/1', /there-48/)

  await page.getByTestId('name-menu').click()
  await page.getByTestId('new-link').click()
  await expect(page.getByTestId('personal-link')).not.toHaveText(link)
  const late = await browserOf(browser)
  await late.goto(link)
  await expect(late.getByTestId('stale-link')).toBeVisible()

  await page.getByTestId('leave').click()
  await expect(page.getByTestId('join-code')).toBeVisible()
  await expect(page.getByTestId('ask-help')).toBeHidden()
})

test('by typing the code, with the mistakes that people make; a wrong code and a taken name are told', async ({
  browser,
}) => {
  const { held: made } = await makeClass({ language: 'zh' })
  await join(await browserOf(browser), made.code, 'Grace Kim')
  const page = await browserOf(browser)
  await page.goto(`${server.url}/join`)
  const code = page.getByTestId('join-code')
  await expect(code).toBeFocused()
  await page.keyboard.type('00000001')
  await expect(code).toHaveValue('0000-0001')
  await page.getByTestId('join-name').fill('Grace Kim')
  await page.getByTestId('join-submit').click()
  await expect(page.locator('#below-code')).toContainText('No class has this code')

  await code.fill('')
  await code.pressSequentially(made.code.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').replace('-', ' '))
  await expect(code).toHaveValue(made.code)
  await page.getByTestId('join-submit').click()
  await expect(page.locator('#below-name')).toContainText('Grace Kim is in already')
  await page.getByTestId('join-name').fill('Grace Kim B')
  await page.getByTestId('join-name').press('Enter')
  await expect(page.getByTestId('personal-link')).toBeVisible()
  // The class's language, as nobody has chosen another in this browser.
  await expect(page.locator('html')).toHaveAttribute('lang', /^zh/)
})

test('the hand goes up and down, and the instructor’s words and company are seen', async ({ browser }) => {
  const instructor = await makeClass()
  const page = await browserOf(browser)
  await join(page, instructor.held.code, 'Aisha Bello')
  await page.getByTestId('ask-help').click()
  await page.getByTestId('help-text').fill('Why does the page not change?')
  await page.getByTestId('help-send').click()
  await expect(page.getByTestId('ask-help')).toContainText('Asked')
  await expect(page.getByTestId('help-cancel')).toBeHidden()
  expect((await instructor.learner('Aisha Bello')).help).toMatchObject({ text: 'Why does the page not change?' })
  await page.getByTestId('ask-help').click()
  await page.getByTestId('help-cancel').click()
  await expect(page.getByTestId('ask-help')).toContainText('Ask for help')
  const { id, help } = await instructor.learner('Aisha Bello')
  expect(help).toBeNull()

  await instructor.ask('class.message', { class: instructor.held.id, person: id, text: 'Look at rs1.' })
  await expect(page.getByTestId('messages')).toContainText('Look at rs1.')
  await page.getByTestId('message-close').click()
  await expect(page.getByTestId('messages')).toBeHidden()
  await page.reload()
  await expect(page.getByTestId('ask-help')).toBeVisible()
  await expect(page.getByTestId('messages')).toBeHidden()

  await start(page)
  await page.getByTestId('check-new-page').getByRole('button').click()
  await expect(page.getByTestId('hint-new-page')).toBeVisible()
  const log = () => instructor.ask('person.log', { class: instructor.held.id, person: id })
  await expect.poll(log).toContainEqual(expect.objectContaining({ kind: 'hint' }))

  const ref = { lab: 'tiny', person: id }
  await instructor.ask('lab.follow', ref)
  await expect(page.getByTestId('company')).toHaveAttribute('data-part', 'false')
  await instructor.ask('company.take', { ...ref, part: true })
  await expect(page.getByTestId('company')).toHaveAttribute('data-part', 'true')
  await page.getByTestId('company-end').click()
  await expect(page.getByTestId('company')).toHaveAttribute('data-part', 'false')
  await instructor.ask('lab.leave', ref)
  await expect(page.getByTestId('company')).toBeHidden()
})

test('the clock turns before the end, more time is a click away, and a pause holds input back', async ({ browser }) => {
  const instructor = await makeClass({ minutes: 8 })
  const page = await browserOf(browser)
  await join(page, instructor.held.code, 'Kenji Ito')
  await start(page)
  const clock = page.getByTestId('clock')
  await expect(clock).toHaveAttribute('data-near', 'soon')
  await expect(clock).toHaveText(/^[78] min left$/)
  await page.getByTestId('extend').click()
  await expect(clock).toHaveText(/^3[78] min left$/)
  await expect(clock).toHaveAttribute('data-near', 'far')

  await shows(page, 'client/1', /#/)
  await instructor.ask('class.all', { class: instructor.held.id, what: 'pause' })
  await expect(page.getByTestId('paused')).toBeVisible()
  await type(page, 'client/1', 'echo held-$((1+1))\n')
  await instructor.ask('class.all', { class: instructor.held.id, what: 'resume' })
  await expect(page.getByTestId('paused')).toBeHidden()
  await type(page, 'client/1', 'echo goes-$((1+2))\n')
  await shows(page, 'client/1', /goes-3/)
  expect(await screen(page, 'client/1')).not.toContain('held')

  await instructor.ask('class.all', { class: instructor.held.id, what: 'stop' })
  await expect(page.getByTestId('ended')).toHaveAttribute('data-why', 'instructor')
})

test('a lab started again at a later step offers to replay the steps before, on which it then stands', async ({
  browser,
}) => {
  const { held: made } = await makeClass()
  const page = await browserOf(browser)
  await join(page, made.code, 'Rui Zhang')
  await start(page)
  await expect(page.getByTestId('replay')).toBeHidden()
  await page.getByTestId('next').click()
  await expect(page.getByTestId('step-02-once-more')).toHaveAttribute('aria-current', 'step')
  const stop = async () => {
    await page.getByTestId('stop').click()
    await page.getByTestId('stop-now').click()
    await expect(page.getByTestId('start')).toBeVisible()
  }
  await stop()
  await start(page)
  await page.getByTestId('replay-later').click()
  await expect(page.getByTestId('replay')).toBeHidden()

  await stop()
  await start(page)
  await expect(page.locator('.replay')).toContainText('step 1 is not done')
  // It is quick: looked for at every frame.
  const replaying = page.getByTestId('replaying').waitFor()
  await page.getByTestId('replay').click()
  await replaying
  await expect(page.getByTestId('replaying')).toBeHidden()
  await expect(page.getByTestId('replay')).toBeHidden()
  await type(page, 'client/1', 'echo "kept: $(tail -n 1 answer.txt)"\n')
  await shows(page, 'client/1', /kept: Hello/)
})
