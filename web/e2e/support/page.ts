import type { Page } from '@playwright/test'
import { expect } from '@playwright/test'

/** Opens a lab's page and starts the lab. */
export async function startLab(page: Page, link: string, lab: string, nodes: string[]): Promise<void> {
  await page.goto(link)
  await page.goto(new URL(`/labs/${lab}`, link).href)
  await page.getByTestId('start').click()
  await allReady(page, nodes)
}

/** Waits until all these nodes are ready; the first lab ever that needs an image has it built first. */
export async function allReady(page: Page, nodes: string[]): Promise<void> {
  for (const node of nodes)
    await expect(page.getByTestId(`node-${node}`)).toHaveAttribute('data-phase', 'ready', { timeout: 300_000 })
}

/** What a terminal shows, as text. */
export function screen(page: Page, shell: string): Promise<string> {
  return page.evaluate(
    (id) => (globalThis as unknown as { lvsLabScreens?: () => Record<string, string> }).lvsLabScreens?.()[id] ?? '',
    shell,
  )
}

/** Waits until a terminal shows a text. */
export async function shows(page: Page, shell: string, text: string | RegExp): Promise<void> {
  await expect.poll(() => screen(page, shell)).toMatch(text)
}

/** Brings a terminal to the front and types into it. */
export async function type(page: Page, shell: string, text: string): Promise<void> {
  await page.getByTestId(`tab-${shell}`).click()
  await page.getByTestId(`pane-${shell}`).locator('.xterm-screen').click()
  await page.keyboard.type(text)
}

/** Clicks every block of the step that is shown, one after the other, solutions included, and waits for each to be done. */
export async function playStep(
  page: Page,
  afterBlock: (number: number) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const closed = page.locator('.text details:not([open]) > summary')
  while ((await closed.count()) > 0) await closed.first().click()
  const blocks = page.locator('.text [data-block]')
  await expect(blocks.first()).toBeVisible()
  // Counted once: a page that is just being reloaded has none for a moment.
  const count = await blocks.count()
  for (let at = 0; at < count; at++) {
    const block = blocks.nth(at)
    await block.getByTestId(/^run-/).click()
    await expect(block).toHaveAttribute('data-state', /^(ran|written)$/, { timeout: 90_000 })
    await afterBlock(at)
  }
}

/** Waits until every check of the step is green. */
export async function allGreen(page: Page): Promise<void> {
  const checks = page.locator('.checks [data-testid^=check-]')
  await expect(checks.first()).toBeVisible()
  await expect(page.locator('.checks [data-testid^=check-]:not([data-state=passed])')).toHaveCount(0, {
    timeout: 90_000,
  })
}
