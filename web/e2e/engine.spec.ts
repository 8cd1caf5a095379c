import { expect, test } from '@playwright/test'
import { EngineWay } from './support/engine-way'
import { screen, shows, startLab, type } from './support/page'
import { LabServer, startEngine } from './support/server'

let way: EngineWay
let server: LabServer
test.beforeAll(async () => {
  way = new EngineWay(startEngine())
  await way.open()
  server = await LabServer.create('server/test/fixtures/labs', { way: way.host })
})
test.afterAll(async () => {
  await server.dispose()
  await way.dispose()
})

test('an engine that is away is named while it is, nodes are not called ready, and the same shell goes on after it', async ({
  page,
}) => {
  await startLab(page, server.link, 'tiny', ['client', 'rs1'])
  await type(page, 'rs1/1', 'mark=before\n')
  await shows(page, 'rs1/1', /mark=before/)
  await way.cut()
  const notice = page.getByTestId('engine')
  await expect(notice).toHaveAttribute('data-state', 'away')
  await expect(notice).toContainText('The Docker engine does not answer')
  await expect(page.getByTestId('node-rs1')).toHaveAttribute('data-phase', 'unknown')
  await page.getByTestId('lang-zh').click()
  await expect(notice).not.toContainText('The Docker engine')
  await page.getByTestId('lang-en').click()
  await way.open()
  await expect(notice).toHaveCount(0)
  await expect(page.getByTestId('node-rs1')).toHaveAttribute('data-phase', 'ready')
  await expect(async () => {
    await type(page, 'rs1/1', 'echo "mark is $mark"\n')
    expect(await screen(page, 'rs1/1')).toMatch(/^mark is before/m)
  }).toPass()
})
