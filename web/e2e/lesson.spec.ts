import { expect, test } from '@playwright/test'
import { allGreen, playStep, startLab } from './support/page'
import { LabServer } from './support/server'

let server: LabServer
test.beforeAll(async () => (server = await LabServer.create('labs')))
test.afterAll(() => server.dispose())

test('a whole lesson by clicking, through a reload and a crash of the server, ends with every check green', async ({
  page,
}) => {
  await startLab(page, server.link, 'lvs-dr', ['director1', 'rs1', 'rs2', 'client'])
  const steps = await page.locator('.steps [data-testid^=step-]').count()
  expect(steps).toBeGreaterThanOrEqual(6)
  for (let step = 1; step <= steps; step++)
    await test.step(`step ${step}`, async () => {
      await expect(page.locator('.checks h2')).toBeVisible()
      await playStep(page, async (block) => {
        if (step === 2 && block === 0) await page.reload()
        if (step === 3 && block === 0) {
          await server.crash()
          await expect(page.getByTestId('reconnecting')).toBeVisible()
          await server.start()
          await expect(page.getByTestId('reconnecting')).toBeHidden()
          await expect(page.getByTestId('node-client')).toHaveAttribute('data-phase', 'ready')
        }
      })
      await allGreen(page)
      if (step < steps) {
        await page.getByTestId('next').click()
        await expect(page.locator(`.steps [data-testid^=step-]`).nth(step)).toHaveAttribute('aria-current', 'step')
      }
    })
  await expect(page.getByTestId('complete')).toBeVisible()
})

test('progress is there again after the server was started anew', async ({ page }) => {
  await server.crash()
  await server.start()
  await page.goto(server.link)
  await expect(page.getByTestId('lab-lvs-dr').locator('.pips .done').first()).toBeVisible()
  await expect(page.getByTestId('lab-lvs-dr').locator('.pips i:not(.done)')).toHaveCount(0)
})
