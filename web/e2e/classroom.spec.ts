import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { join, makeClass, newPage, row, start, watch } from './support/classroom'
import { playStep, screen, shows, type } from './support/page'
import { LabServer } from './support/server'

let server: LabServer
test.beforeAll(async () => (server = await LabServer.create('server/test/fixtures/labs', { classes: true })))
test.afterAll(() => server.dispose())
test.afterEach(async ({ browser }) => {
  for (const context of browser.contexts()) await context.close()
  server.run('stop')
})

const standing = (page: Page, name: string) => expect(row(page, name))

test('learners join with the code, and the roster shows at once who is where, who fails, who asks and who is done', async ({
  browser,
}) => {
  const instructor = await newPage(browser)
  const code = await makeClass(instructor, server, 'Roster')
  await expect(instructor.locator('.nobody')).toContainText('/join')

  const li = await join(browser, server, code.toLowerCase().replace('-', ' '), 'Li Na')
  await expect(row(instructor, 'Li Na')).toBeVisible()
  const [tomas, aisha] = [
    await join(browser, server, code, 'Tomás Ferreira'),
    await join(browser, server, code, 'Aisha Bello'),
  ]
  await expect(instructor.getByTestId('class-count')).toContainText('3 learners, 3 here')

  for (const { page } of [li, tomas, aisha]) await start(page)
  await standing(instructor, 'Li Na').toContainText('of 2 checks')

  await test.step('by keys alone', async () => {
    await instructor.keyboard.press('j')
    await instructor.keyboard.press('j')
    await instructor.keyboard.press('k')
    const focused = instructor.locator('[data-learner]:focus')
    const name = (await focused.textContent()) ?? ''
    expect(await instructor.locator('[data-learner]').first().textContent()).toBe(name)
    await instructor.keyboard.press('Enter')
    await expect(instructor.getByTestId('watch').getByRole('heading', { name })).toBeVisible()
    await instructor.keyboard.press('m')
    await expect(instructor.getByTestId('message-text')).toBeFocused()
    await instructor.getByTestId('watch-close').click()
  })

  await test.step('done', async () => {
    await playStep(aisha.page)
    await standing(instructor, 'Aisha Bello').toHaveAttribute('data-standing', 'done')
    await expect(instructor.getByTestId('done-01-first-request')).toContainText('1')
    await expect(instructor.getByTestId('lamp-done')).toContainText('1')
  })

  await test.step('a failing check, and what the learner is told about it', async () => {
    for (const block of ['b1', 'b2']) {
      await tomas.page.getByTestId(`run-${block}`).click()
      await expect(tomas.page.locator(`[data-block=${block}]`)).toHaveAttribute('data-state', /^(ran|written)$/)
    }
    await expect(tomas.page.getByTestId('check-new-page')).toHaveAttribute('data-state', 'passed')
    await type(tomas.page, 'rs1/1', 'service nginx stop\n')
    await standing(instructor, 'Tomás Ferreira').toHaveAttribute('data-standing', 'failing')
    await standing(instructor, 'Tomás Ferreira').toContainText('check 1 failing')
    await watch(instructor, 'Tomás Ferreira')
    await expect(instructor.getByTestId('failing')).toContainText('rs1 serves the new page')
    await expect(instructor.getByTestId('failing')).toContainText('nginx does not run on rs1')
    await expect(instructor.locator('.person-log')).toContainText('Check failed in step 1')
  })

  await test.step('a question comes to the top, and goes when it is taken back', async () => {
    await instructor.mouse.move(700, 20)
    await li.page.getByTestId('ask-help').click()
    await li.page.getByTestId('help-text').fill('Which page does rs1 serve?')
    await li.page.getByTestId('help-send').click()
    await standing(instructor, 'Li Na').toHaveAttribute('data-standing', 'help')
    await expect(instructor.getByTestId('roster').locator('tbody tr').first()).toContainText('Li Na')
    await watch(instructor, 'Li Na')
    await expect(instructor.getByTestId('question')).toHaveText('Which page does rs1 serve?')
    await instructor.getByTestId('lamp-help').click()
    await expect(instructor.getByTestId('roster').locator('tbody tr')).toHaveCount(1)
    await instructor.getByTestId('lamp-help').click()
    await li.page.getByTestId('ask-help').click()
    await li.page.getByTestId('help-cancel').click()
    await standing(instructor, 'Li Na').not.toHaveAttribute('data-standing', 'help')
  })

  await test.step('nothing moves under the pointer', async () => {
    const names = () => instructor.getByTestId('roster').locator('tbody th').allInnerTexts()
    await row(instructor, 'Tomás Ferreira').hover()
    const before = await names()
    await aisha.page.getByTestId('ask-help').click()
    await aisha.page.getByTestId('help-send').click()
    await standing(instructor, 'Aisha Bello').toHaveAttribute('data-standing', 'help')
    expect(await names()).toEqual(before)
    await instructor.mouse.move(700, 20)
    await expect.poll(names).not.toEqual(before)
    expect((await names())[0]).toContain('Aisha Bello')
  })

  await test.step('who closes the page is away', async () => {
    await li.page.close()
    await expect(instructor.getByTestId('class-count')).toContainText('3 learners, 2 here')
  })
})

test('who tries for five minutes without a new check is stuck', async ({ browser }) => {
  const instructor = await newPage(browser)
  const code = await makeClass(instructor, server, 'Stuck')
  const learner = await join(browser, server, code, 'Jonas Weber')
  await start(learner.page)
  const began = Date.now()

  // Once the page has set itself by the server, its clock goes nearly five minutes ahead: it shows what all will show then.
  const later = await newPage(browser)
  await later.clock.install()
  await later.goto(server.link)
  await later.goto(instructor.url())
  await expect(row(later, 'Jonas Weber')).toBeVisible()
  await later.clock.setSystemTime(Date.now() + 290_000)
  await standing(later, 'Jonas Weber').not.toHaveAttribute('data-standing', 'stuck')
  await expect.poll(() => Date.now() - began, { timeout: 30_000 }).toBeGreaterThan(15_000)
  await type(learner.page, 'client/1', 'ls /nowhere\n')
  await standing(later, 'Jonas Weber').toHaveAttribute('data-standing', 'stuck')
  await standing(later, 'Jonas Weber').toContainText('stuck 5 min')
  await expect(later.getByTestId('lamp-stuck')).toContainText('1')
  await standing(instructor, 'Jonas Weber').not.toHaveAttribute('data-standing', 'stuck')
})

test('watching shows a learner’s terminal and changes nothing; taking part is told, and the learner can end it', async ({
  browser,
}) => {
  const instructor = await newPage(browser)
  const code = await makeClass(instructor, server, 'Watching')
  const { page } = await join(browser, server, code, 'Mei Chen')
  await start(page)
  await type(page, 'client/1', 'stty size; echo seen-by-both\n')
  await shows(page, 'client/1', /^seen-by-both/m)
  const size = /^\d+ \d+$/m.exec(await screen(page, 'client/1'))?.[0]

  await watch(instructor, 'Mei Chen')
  await instructor.getByTestId('tab-client/1').click()
  await shows(instructor, 'client/1', /^seen-by-both/m)
  await expect(page.getByTestId('company')).toHaveAttribute('data-part', 'false')
  await type(instructor, 'client/1', 'touch /root/by-the-watcher\n')
  await type(page, 'client/1', 'ls /root/by-the-watcher; stty size\n')
  await shows(page, 'client/1', /No such file/)
  await shows(instructor, 'client/1', /No such file/)
  expect(await screen(instructor, 'client/1')).not.toContain('touch')
  // As large as the learner has it, however narrow the place beside the roster is.
  await expect.poll(async () => (await screen(page, 'client/1')).match(/^\d+ \d+$/gm)).toEqual([size, size])

  await instructor.getByTestId('take-part').click()
  await expect(page.getByTestId('company')).toHaveAttribute('data-part', 'true')
  await expect(page.getByTestId('company')).toContainText('Ms Chen')
  await type(instructor, 'client/1', 'echo from-the-$((1 + 1))nd\n')
  await shows(page, 'client/1', /from-the-2nd/)
  await expect(row(instructor, 'Mei Chen')).toContainText('takes part')

  await page.getByTestId('company-end').click()
  await expect(page.getByTestId('company')).toHaveAttribute('data-part', 'false')
  await expect(instructor.getByTestId('take-part')).toHaveAttribute('aria-pressed', 'false')
  await type(instructor, 'client/1', 'touch /root/afterwards\n')
  await type(page, 'client/1', 'ls /root/afterwards\n')
  await shows(page, 'client/1', /afterwards.*No such file/)

  await instructor.getByTestId('watch-close').click()
  await expect(page.getByTestId('company')).toBeHidden()
})

test('a message, more time, a step counted, a pause; and the end of the class', async ({ browser }) => {
  const instructor = await newPage(browser)
  const code = await makeClass(instructor, server, 'Helping')
  const [ana, ben, eve] = [
    await join(browser, server, code, 'Ana'),
    await join(browser, server, code, 'Ben'),
    await join(browser, server, code, 'Eve'),
  ]
  for (const { page } of [ana, ben]) await start(page)

  await test.step('to one, and to all', async () => {
    await watch(instructor, 'Ana')
    await instructor.getByTestId('message-text').fill('Read the first line again')
    await instructor.getByTestId('message-send').click()
    await expect(ana.page.getByTestId('messages')).toContainText('Read the first line again')
    await expect(instructor.locator('.person-log')).toContainText('Read the first line again')
    await instructor.getByTestId('message-all').click()
    await instructor.getByTestId('message-all-text').fill('Ten more minutes')
    await instructor.getByTestId('message-all-send').click()
    for (const { page } of [ana, ben, eve]) await expect(page.getByTestId('messages')).toContainText('Ten more minutes')
    await ana.page.getByTestId('message-close').click()
    await expect(ana.page.getByTestId('messages')).toBeHidden()
    await expect(ben.page.getByTestId('messages')).toBeVisible()
  })

  await test.step('half an hour more for one, then for all', async () => {
    const minutes = async ({ page }: { page: Page }) =>
      Number(/(\d+) min/.exec((await page.getByTestId('clock').textContent()) ?? '')?.[1])
    expect(await minutes(ana)).toBeLessThanOrEqual(20)
    await watch(instructor, 'Ana')
    await instructor.getByTestId('person-more').click()
    await instructor.getByTestId('person-extend').click()
    await expect.poll(() => minutes(ana)).toBeGreaterThan(45)
    expect(await minutes(ben)).toBeLessThanOrEqual(20)
    await instructor.getByTestId('extend-all').click()
    await expect.poll(() => minutes(ben)).toBeGreaterThan(45)
    await expect(instructor.getByTestId('class-time')).toContainText(/(49|50) min/)
  })

  await test.step('a step counts as done: for one, then for all', async () => {
    await instructor.getByTestId('person-more').click()
    await instructor.getByTestId('person-count').click()
    await standing(instructor, 'Ana').toHaveAttribute('data-standing', 'done')
    await expect(ana.page.getByTestId('step-01-first-request')).toHaveClass(/done/)
    await standing(instructor, 'Ben').not.toHaveAttribute('data-standing', 'done')
    await instructor.getByTestId('class-more').click()
    await instructor.getByTestId('class-steps').click()
    await instructor.getByTestId('all-count').click()
    await expect(instructor.getByTestId('all-said')).toContainText('3 learners')
    for (const name of ['Ben', 'Eve']) await standing(instructor, name).toHaveAttribute('data-standing', 'done')
  })

  await test.step('in a pause, terminals take nothing', async () => {
    await instructor.getByTestId('pause-all').click()
    await expect(ben.page.getByTestId('paused')).toBeVisible()
    await expect(instructor.getByTestId('class-paused')).toBeVisible()
    await instructor.getByTestId('pause-all').click()
    await expect(ben.page.getByTestId('paused')).toBeHidden()
  })

  await test.step('the end asks in place, and says what is kept', async () => {
    await instructor.getByTestId('class-more').click()
    await instructor.getByTestId('class-end').click()
    await expect(instructor.getByTestId('tool-end')).toContainText('Progress, the roster and the audit log are kept')
    await instructor.getByTestId('class-end-now').click()
    for (const { page } of [ana, ben]) await expect(page.getByTestId('ended')).toHaveAttribute('data-why', 'class')
    await expect(instructor.getByTestId('class-code')).toBeHidden()
    const late = await newPage(browser)
    await late.goto(`${server.url}/join/${code}`)
    await late.getByTestId('join-name').fill('Late')
    await late.getByTestId('join-submit').click()
    await expect(late.getByTestId('personal-link')).toBeHidden()
    await instructor.getByTestId('class-more').click()
    await instructor.getByTestId('class-audit').click()
    for (const said of ['Ended the class', 'Counted step 1 as done', 'Extended all labs', 'Ten more minutes'])
      await expect(instructor.getByTestId('audit')).toContainText(said)
    const saving = instructor.waitForEvent('download')
    await instructor.getByTestId('class-more').click()
    await instructor.getByTestId('export-csv').click()
    expect((await saving).suggestedFilename()).toMatch(/\.csv$/)
  })
})

test('after the server was started anew everybody is where they were, and comes back with the personal link alone', async ({
  browser,
}) => {
  const instructor = await newPage(browser)
  const code = await makeClass(instructor, server, 'Restart')
  const { page, link } = await join(browser, server, code, 'Noor Rahman')
  await start(page)
  await type(page, 'client/1', 'echo before-the-crash\n')
  await shows(page, 'client/1', /^before-the-crash/m)
  await page.getByTestId('ask-help').click()
  await page.getByTestId('help-text').fill('Is anybody there?')
  await page.getByTestId('help-send').click()
  await standing(instructor, 'Noor Rahman').toHaveAttribute('data-standing', 'help')

  await server.crash()
  await expect(instructor.getByTestId('reconnecting')).toBeVisible()
  await server.start()
  await expect(instructor.getByTestId('reconnecting')).toBeHidden()
  await expect(instructor.getByTestId('class-count')).toContainText('1 learner, 1 here')
  await watch(instructor, 'Noor Rahman')
  await expect(instructor.getByTestId('question')).toHaveText('Is anybody there?')

  await page.context().close()
  const elsewhere = await newPage(browser)
  await elsewhere.goto(link)
  await elsewhere.goto(`${server.url}/labs/tiny`)
  await expect(elsewhere.getByTestId('node-client')).toHaveAttribute('data-phase', 'ready')
  await type(elsewhere, 'client/1', 'echo after-it\n')
  await shows(elsewhere, 'client/1', /before-the-crash[^]*^after-it/m)
  await instructor.getByTestId('tab-client/1').click()
  await shows(instructor, 'client/1', /^after-it/m)
})

test('an observer sees the same, and can do nothing', async ({ browser }) => {
  const instructor = await newPage(browser)
  const code = await makeClass(instructor, server, 'Observed')
  const { page } = await join(browser, server, code, 'Sara Lind')
  await start(page)
  await instructor.getByTestId('class-more').click()
  await instructor.getByTestId('class-invite').click()
  await instructor.getByTestId('invite-name').fill('Dr. Who')
  await instructor.getByTestId('invite-now').click()
  const link = (await instructor.getByTestId('link').textContent()) ?? ''

  const observer = await newPage(browser)
  await observer.goto(link)
  await observer.goto(instructor.url())
  await watch(observer, 'Sara Lind')
  await expect(page.getByTestId('company')).toContainText('Dr. Who')
  await type(page, 'client/1', 'echo watched\n')
  await observer.getByTestId('tab-client/1').click()
  await shows(observer, 'client/1', /^watched/m)
  for (const id of ['take-part', 'message-text', 'person-more', 'message-all', 'extend-all', 'pause-all'])
    await expect(observer.getByTestId(id)).toBeHidden()
  await observer.getByTestId('class-more').click()
  await expect(observer.getByTestId('class-audit')).toBeVisible()
  await expect(observer.getByTestId('class-end')).toBeHidden()

  const colleague = instructor.locator('.staff li', { hasText: 'Dr. Who' })
  await colleague.getByRole('button').click()
  await expect(colleague).toBeHidden()
  await expect(page.getByTestId('company')).toBeHidden()
})
