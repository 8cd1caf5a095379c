import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { allGreen, playStep, startLab } from './support/page'
import { LabServer } from './support/server'

let server: LabServer
test.beforeAll(async () => (server = await LabServer.create('server/test/fixtures/labs')))
test.afterAll(() => server.dispose())
test.afterEach(() => void server.run('stop'))

const nodes = ['client', 'director1', 'director2', 'rs1', 'rs2']
const vip = 'vip-10.0.0.100'
const holder = (page: Page, node: string) => page.getByTestId(`node-${node}`).getByTestId(vip)

async function switchFault(page: Page, node: string, act: string): Promise<void> {
  await page.getByTestId('faults').click()
  await page.getByTestId(`fault-${node}-${act}`).click()
  await page.keyboard.press('Escape')
}

const number = async (page: Page, testId: string) => Number(await page.getByTestId(testId).textContent())

/** Visitors of the test's own, who note when they were served; gives the longest time between two of them. */
const visitors =
  '( while :; do curl -sf -m 0.3 http://10.0.0.100/ >/dev/null && date +%s%3N; sleep 0.05; done >/tmp/served & )'
const longestGap = "awk 'NR > 1 && $1 - last > gap { gap = $1 - last } { last = $1 } END { print gap }' /tmp/served"

test('a failover: the badge moves, and the chart shows the outage as long as it was, and who answered', async ({
  page,
}) => {
  await startLab(page, server.link, 'twins', nodes)
  await playStep(page)
  await allGreen(page)
  await expect(holder(page, 'director1')).toBeVisible()
  await expect(page.getByTestId('node-director1')).toContainText('MASTER')
  await expect(page.getByTestId('node-director2')).toContainText('BACKUP')
  await expect(page.getByTestId('node-director1')).toContainText('10.0.0.22:80')
  await expect(page.getByTestId('node-rs1')).toContainText('lo 10.0.0.100, silent')

  server.run('shell', 'client', visitors)
  await page.getByTestId('traffic-toggle').click()
  await expect.poll(() => number(page, 'answers-rs1')).toBeGreaterThan(20)
  await switchFault(page, 'director1', 'power-off')
  await expect(page.getByTestId('node-director1')).toHaveAttribute('data-phase', 'off')
  await expect(holder(page, 'director2')).toBeVisible()
  await expect(page.locator('.plot .mark[data-kind=vip]').first()).toBeAttached()
  await expect(page.getByTestId('outage-ms')).toHaveAttribute('data-ms', /\d+/)
  const shown = Number(await page.getByTestId('outage-ms').getAttribute('data-ms'))
  const measured = Number(server.run('shell', 'client', longestGap))
  // A tenth, and the pause between two of either's visitors.
  expect(Math.abs(shown - measured)).toBeLessThan(0.1 * measured + 120)
  expect(await number(page, 'traffic-lost')).toBeGreaterThan(10)

  await page.getByTestId('traffic-toggle').click()
  await expect(page.getByTestId('traffic-toggle')).toContainText('Send')
  for (const node of ['rs1', 'rs2']) {
    const logged = Number(server.run('shell', node, 'grep -c lab-load /var/log/nginx/access.log'))
    // What was under way when it was stopped is logged, and was not heard of.
    expect(Math.abs(logged - (await number(page, `answers-${node}`)))).toBeLessThanOrEqual(2)
  }
})

test('a pulled cable takes the server out of the table, and is put back where it shows', async ({ page }) => {
  await startLab(page, server.link, 'twins', nodes)
  await expect(page.getByTestId('node-director1')).toContainText('10.0.0.22:80')
  await switchFault(page, 'rs2', 'cable-out')
  const rs2 = page.getByTestId('node-rs2')
  await expect(rs2).toContainText('Cable out')
  await expect(page.getByTestId('faults')).toContainText('1')
  expect(server.run('shell', 'client', 'ping -c 1 -W 1 10.0.0.22 >/dev/null || echo lost').trim()).toBe('lost')
  await expect(page.getByTestId('node-director1').locator('tr.gone')).toContainText('10.0.0.22:80')
  await page.reload()
  await expect(rs2).toContainText('Cable out')
  await page.getByTestId('undo-rs2').click()
  await expect(rs2).not.toContainText('Cable out')
  await expect(page.getByTestId('node-director1').locator('tr:not(.gone)', { hasText: '10.0.0.22:80' })).toBeVisible()
  expect(server.run('shell', 'client', 'ping -c 1 -W 1 10.0.0.22 >/dev/null && echo there').trim()).toBe('there')
})

test('two directors’ tables that contradict each other are red; a full disk shows at the node, in its tab and in the node', async ({
  page,
}) => {
  await startLab(page, server.link, 'twins', nodes)
  await expect(page.getByTestId('node-director2')).toContainText('10.0.0.22:80')
  await expect(page.getByTestId('node-director1')).toContainText('10.0.0.22:80')
  server.run('shell', 'director2', 'ipvsadm -e -t 10.0.0.100:80 -r 10.0.0.21 -g -w 3')
  await expect(page.getByTestId('differs-director1')).toHaveText('w 1 ≠ 3')
  await expect(page.getByTestId('differs-director2')).toHaveText('w 3 ≠ 1')
  server.run('shell', 'director2', 'ipvsadm -e -t 10.0.0.100:80 -r 10.0.0.21 -g -w 1')
  await expect(page.getByTestId('differs-director1')).toBeHidden()

  const write = () => server.run('shell', 'director2', '(echo more > /root/notes) 2>&1; true').trim()
  expect(write()).toBe('')
  await switchFault(page, 'director2', 'disk-full')
  await expect(page.getByTestId('node-director2')).toContainText('Disk full')
  await expect(page.getByTestId('tab-fault-director2/1')).toHaveAttribute('aria-label', 'Disk full')
  expect(write()).toContain('No space left on device')
  await page.getByTestId('undo-director2').click()
  await expect(page.getByTestId('tab-fault-director2/1')).toBeHidden()
  expect(write()).toBe('')
})

test('a frozen keepalived splits the brain, and everything is undone at once', async ({ page }) => {
  await startLab(page, server.link, 'twins', nodes)
  await expect(holder(page, 'director1')).toBeVisible()
  await switchFault(page, 'director1', 'keepalived-frozen')
  await expect(page.getByText('split brain')).toBeVisible()
  await expect(page.getByTestId(vip)).toHaveCount(2)
  await page.getByTestId('faults').click()
  await page.getByTestId('undo-all').click()
  await expect(page.getByText('split brain')).toBeHidden()
  await expect(page.getByTestId(vip)).toHaveCount(1)
})

test('one request is followed: by the director’s MAC to a real server’s, and straight back to the client', async ({
  page,
}) => {
  await startLab(page, server.link, 'twins', nodes)
  await page.getByTestId('run-b1').click()
  await expect(holder(page, 'director1')).toBeVisible()
  await expect(page.getByTestId('node-rs1')).toContainText('lo 10.0.0.100')
  await expect(page.getByTestId('node-rs2')).toContainText('lo 10.0.0.100')
  await page.getByTestId('picture-packets').click()
  await page.getByTestId('capture-request').click()
  const frame = (says: string) => page.locator(`.frame[data-says="${says}"]`)
  await expect(frame('SYN')).toHaveCount(2)
  const [asked, forwarded] = [frame('SYN').first(), frame('SYN').last()]
  await expect(asked).toHaveAttribute('data-from', 'client')
  await expect(asked).toHaveAttribute('data-target-mac', '02:00:0a:00:00:0b')
  await expect(asked).toHaveAttribute('data-to', 'director1')
  await expect(forwarded).toHaveAttribute('data-from', 'director1')
  const server1 = (await forwarded.getAttribute('data-to')) ?? ''
  expect(server1).toMatch(/^rs[12]$/)
  await expect(forwarded).toHaveAttribute(
    'data-target-mac',
    server1 === 'rs1' ? '02:00:0a:00:00:15' : '02:00:0a:00:00:16',
  )
  await expect(frame('SYN ACK').first()).toHaveAttribute('data-from', server1)
  await expect(frame('SYN ACK').first()).toHaveAttribute('data-to', 'client')

  const saving = page.waitForEvent('download')
  await page.getByTestId('capture-save').click()
  const file = await (await saving).path()
  const read = server.run(
    'shell',
    'client',
    `echo ${readFileSync(file, 'base64')} | base64 -d | tcpdump -nn -r - 2>/dev/null`,
  )
  expect(read).toMatch(/10\.0\.0\.50\.\d+ > 10\.0\.0\.100\.80: Flags \[S\]/)

  await page.getByTestId('capture-talk').click()
  await expect(page.locator('.frame[data-from=director1]', { hasText: 'VRRP' }).first()).toBeVisible()
})

test('the service in the page: fetched again, another real server answers, and its scripts do nothing', async ({
  page,
}) => {
  await startLab(page, server.link, 'twins', nodes)
  await page.getByTestId('run-b1').click()
  await expect(holder(page, 'director1')).toBeVisible()
  await expect(page.getByTestId('node-rs2')).toContainText('lo 10.0.0.100')
  await page.getByTestId('picture-service').click()
  const frame = page.frameLocator('iframe.page')
  const seen = new Set<string>()
  await expect(async () => {
    await page.getByTestId('service-get').click()
    await expect(page.locator('.service')).toContainText('HTTP 200')
    seen.add((await frame.locator('body').textContent())?.trim() ?? '')
    expect([...seen].sort()).toEqual(['rs1', 'rs2'])
  }).toPass()
  const evil = '<p>page</p><script>parent.document.title = "owned"; document.write("ran")</script>'
  server.run('shell', 'rs1', `echo '${evil}' > /var/www/html/evil.html`)
  await page.getByTestId('service-url').fill('http://10.0.0.21/evil.html')
  await page.getByTestId('service-get').click()
  await expect(frame.locator('p')).toHaveText('page')
  await expect(frame.locator('body')).not.toContainText('ran')
  expect(await page.title()).not.toContain('owned')
  await page.getByTestId('service-url').fill('http://10.0.0.77/')
  await page.getByTestId('service-get').click()
  await expect(page.locator('.service .bad')).toBeVisible()
})

test('a URL that cannot be asked for is told, and the page stays as it is', async ({ page }) => {
  await startLab(page, server.link, 'twins', nodes)
  await page.getByTestId('traffic-settings').click()
  await page.getByTestId('traffic-url').fill("http://10.0.0.100/'; reboot '")
  await page.getByTestId('traffic-toggle').click()
  await expect(page.locator('.notices')).toContainText('URL')
  await page.getByTestId('traffic-settings').click()
  await page.getByTestId('traffic-url').fill('http://nowhere/')
  await page.getByTestId('traffic-toggle').click()
  await expect(page.locator('.trouble')).toContainText('no address')
})
