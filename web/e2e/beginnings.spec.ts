import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import { parse } from 'yaml'
import { allGreen, playStep, startLab } from './support/page'
import { LabServer } from './support/server'

const folder = fileURLToPath(new URL('../../labs', import.meta.url))
/** One of each image, beside the one that lesson.spec plays from beginning to end. All steps of all labs are played by `verify`. */
const labs = ['drbd', 'nginx-keepalived']

let server: LabServer
test.beforeAll(async () => (server = await LabServer.create('labs')))
test.afterAll(() => server.dispose())
test.afterEach(() => void server.run('stop'))

for (const lab of labs)
  test(`${lab}: the first two steps by clicking`, async ({ page }) => {
    const { nodes } = parse(readFileSync(join(folder, lab, 'lab.yaml'), 'utf8')) as { nodes: object }
    await startLab(page, server.link, lab, Object.keys(nodes))
    for (const number of [0, 1]) {
      const step = page.locator('.steps [data-testid^=step-]').nth(number)
      if (number > 0) await page.getByTestId('next').click()
      await expect(step).toHaveAttribute('aria-current', 'step')
      await playStep(page)
      await allGreen(page)
    }
  })
