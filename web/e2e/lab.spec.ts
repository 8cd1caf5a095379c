import { expect, test } from '@playwright/test'
import { allGreen, playStep, screen, shows, startLab, type } from './support/page'
import { LabServer } from './support/server'

let server: LabServer
test.beforeAll(async () => (server = await LabServer.create('server/test/fixtures/labs')))
test.afterAll(() => server.dispose())
test.afterEach(() => void server.run('stop'))

const nodes = ['client', 'rs1']
/** The width of a terminal's scroll bar (xterm.js). */
const scrollbarPixels = 14

test('a lesson can be read without starting it, in both languages, and switched at any moment', async ({ page }) => {
  await page.goto(server.link)
  await page.goto(`${server.url}/labs/tiny`)
  await expect(page.locator('.text h1')).toHaveText('The first request')
  await expect(page.getByTestId('run-b1')).toBeDisabled()
  await page.getByTestId('lang-zh').click()
  await expect(page.locator('html')).toHaveAttribute('lang', /^zh/)
  await expect(page.locator('.text h1')).not.toHaveText('The first request')
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('lang', /^zh/)
  await page.getByTestId('lang-en').click()
  await expect(page.locator('.text h1')).toHaveText('The first request')
})

test('on a phone labs have their names, and no button lies beyond the window', async ({ page }) => {
  const width = 390
  await page.setViewportSize({ width, height: 844 })
  const right = (selector: string) =>
    page.locator(selector).evaluateAll((all) => Math.max(...all.map((each) => each.getBoundingClientRect().right)))
  await page.goto(server.link)
  const name = await page.locator('.labs tbody th a').first().boundingBox()
  expect(name?.width).toBeGreaterThan(40)
  expect(await right('.bar *, .labs tr *')).toBeLessThanOrEqual(width)
  await page.goto(`${server.url}/labs/tiny`)
  await expect(page.locator('.text h1')).toHaveText('The first request')
  expect(await right('.bar *, .way *')).toBeLessThanOrEqual(width)
})

test('clicking the blocks turns the checks green; a mistake turns one red, with its hint', async ({ page }) => {
  await startLab(page, server.link, 'tiny', nodes)
  await playStep(page)
  await allGreen(page)
  await expect(page.getByTestId('complete')).toBeVisible()
  await shows(page, 'client/1', /Hello from the real server/)
  await type(page, 'rs1/1', 'service nginx stop\n')
  await expect(page.getByTestId('check-new-page')).toHaveAttribute('data-state', 'failed')
  await expect(page.getByTestId('hint-new-page')).toContainText('nginx does not run')
  await type(page, 'rs1/1', 'service nginx start\n')
  await allGreen(page)
})

test('solve for me plays the step visibly', async ({ page }) => {
  await startLab(page, server.link, 'tiny', nodes)
  await page.getByTestId('solve').click()
  await allGreen(page)
  await shows(page, 'client/1', /tee \/root\/answer.txt/)
})

test('a terminal survives a reload, is the same in a second window, and keeps what runs in it', async ({
  page,
  context,
}) => {
  await startLab(page, server.link, 'tiny', nodes)
  await type(page, 'client/1', "echo 'gr\u00fc\u00dfe \u4f60\u597d'; sleep 1000\n")
  await shows(page, 'client/1', /^gr\u00fc\u00dfe \u4f60\u597d/m)
  await page.reload()
  await page.getByTestId('tab-client/1').click()
  await shows(page, 'client/1', /^gr\u00fc\u00dfe \u4f60\u597d/m)
  const second = await context.newPage()
  await second.goto(`${server.url}/labs/tiny`)
  await second.getByTestId('tab-client/1').click()
  await shows(second, 'client/1', /^gr\u00fc\u00dfe \u4f60\u597d/m)
  await type(second, 'client/1', '\x03')
  await second.keyboard.press('Control+c')
  await second.keyboard.type('echo $((6*7))-typed-there\n')
  await shows(page, 'client/1', /42-typed-there/)
})

test('shells go on through a crash of the server, and the page comes back by itself', async ({ page }) => {
  await startLab(page, server.link, 'tiny', nodes)
  await type(page, 'client/1', 'echo before-$((1+1)); read -p "waiting " x; echo after-$x\n')
  await shows(page, 'client/1', /waiting/)
  await server.crash()
  await server.start()
  await expect(page.getByTestId('node-client')).toHaveAttribute('data-phase', 'ready')
  await shows(page, 'client/1', /before-2[\s\S]*waiting/)
  await expect(async () => {
    await type(page, 'client/1', 'crash\n')
    expect(await screen(page, 'client/1')).toMatch(/after-(crash)+/)
  }).toPass()
})

test('yes does not freeze the page, and Ctrl-C works at once', async ({ page }) => {
  await startLab(page, server.link, 'tiny', nodes)
  await type(page, 'client/1', 'yes floods the terminal\n')
  await shows(
    page,
    'client/1',
    /(floods the terminal\s+yes ){3}|(yes floods the terminal\s+){3}|(floods the terminal\s+){3}/,
  )
  await page.getByTestId('lang-zh').click()
  await expect(page.locator('html')).toHaveAttribute('lang', /^zh/)
  await page.getByTestId('lang-en').click()
  await page.getByTestId('pane-client/1').locator('.xterm-screen').click()
  await page.keyboard.press('Control+c')
  await page.keyboard.type('echo calm-$((2+3))\n')
  await shows(page, 'client/1', /calm-5/)
})

test('the prompt knows the size of its window from the start', async ({ page }) => {
  await startLab(page, server.link, 'tiny', nodes)
  await type(page, 'rs1/1', 'stty size; echo $COLUMNS done\n')
  await shows(page, 'rs1/1', /\d+ \d+\s+\d+ done/)
  const [, rows, cols, columns] = /(\d+) (\d+)\s+(\d+) done/.exec(await screen(page, 'rs1/1')) ?? []
  expect(columns).toBe(cols)
  expect(Number(rows)).toBeGreaterThan(5)
  const besideTheLastColumn = await page.getByTestId('pane-rs1/1').evaluate((pane) => {
    const drawn = pane.querySelector('.xterm-screen')?.getBoundingClientRect()
    return pane.getBoundingClientRect().right - (drawn?.right ?? Infinity)
  })
  expect(besideTheLastColumn).toBeGreaterThanOrEqual(scrollbarPixels)
  await page.setViewportSize({ width: 1100, height: 700 })
  await expect(async () => {
    await type(page, 'rs1/1', 'echo "size $(stty size)"\n')
    const now = [...(await screen(page, 'rs1/1')).matchAll(/^size (\d+ \d+)/gm)].at(-1)?.[1]
    expect(now).toBeDefined()
    expect(now).not.toBe(`${rows} ${cols}`)
  }).toPass()
})

test('a node that goes off says so in its terminal, and comes back with it', async ({ page }) => {
  await startLab(page, server.link, 'tiny', nodes)
  await type(page, 'rs1/1', 'poweroff\n')
  await expect(page.getByTestId('node-rs1')).toHaveAttribute('data-phase', 'off')
  await page.getByTestId('pane-rs1/1').getByRole('button', { name: /on/i }).click()
  await expect(page.getByTestId('node-rs1')).toHaveAttribute('data-phase', 'ready')
  await expect(async () => {
    await type(page, 'rs1/1', 'echo back-$((3+4))\n')
    expect(await screen(page, 'rs1/1')).toMatch(/back-7/)
  }).toPass()
})

test('a command typed beside the terminals changes nothing, and a key pressed alone does', async ({ page }) => {
  await startLab(page, server.link, 'tiny', nodes)
  const sheet = page.getByTestId('faults-sheet')
  await page.locator('.text h1').click()
  await page.keyboard.type('free -m ', { delay: 60 })
  await page.keyboard.press('?')
  await expect(page.locator('.help-sheet')).toBeVisible()
  await expect(sheet).toBeHidden()
  await page.keyboard.press('Escape')
  await page.keyboard.press('f')
  await expect(sheet).toBeFocused()
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  await expect(sheet.getByRole('button').first()).toBeFocused()
  await expect(page.getByTestId('node-client')).toHaveAttribute('data-phase', 'ready')
})

test('resetting a node gives it a fresh disk', async ({ page }) => {
  await startLab(page, server.link, 'tiny', nodes)
  await type(page, 'rs1/1', 'rm /var/www/html/index.html; echo gone-$((4+4))\n')
  await shows(page, 'rs1/1', /gone-8/)
  await page.getByTestId('reset').click()
  await page.getByTestId('reset-node').click()
  await page.getByTestId('reset-node-rs1').click()
  await expect(page.getByText('everything you changed on rs1 is lost')).toBeVisible()
  await page.getByTestId('reset-node-now').click()
  await expect(page.getByTestId('node-rs1')).not.toHaveAttribute('data-phase', 'ready')
  await expect(page.getByTestId('node-rs1')).toHaveAttribute('data-phase', 'ready')
  await expect(async () => {
    await type(page, 'rs1/1', 'cat /var/www/html/index.html\n')
    expect(await screen(page, 'rs1/1')).toMatch(/not been changed yet/)
  }).toPass()
})

test('whoever has not opened the link gets a word about it, and no lab', async ({ browser }) => {
  const stranger = await browser.newContext()
  const page = await stranger.newPage()
  await page.goto(server.url)
  await expect(page.locator('body')).toContainText(/npm start/)
  await expect(page.getByTestId('lab-tiny')).toHaveCount(0)
  await stranger.close()
})
