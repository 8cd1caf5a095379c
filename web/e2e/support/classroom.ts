import type { Browser, Page } from '@playwright/test'
import { expect } from '@playwright/test'
import { allReady } from './page'
import type { LabServer } from './server'

/** A page in a browser of its own. */
export async function newPage(browser: Browser): Promise<Page> {
  return (await browser.newContext()).newPage()
}

/** Lets an instructor in and makes a class of the light lab; gives the class's code. */
export async function makeClass(page: Page, server: LabServer, title: string): Promise<string> {
  await page.goto(server.link)
  await page.getByTestId('place-classes').click()
  await page.getByTestId('class-title').fill(title)
  await page.locator('.class-form legend button').click()
  await page.getByTestId('choose-tiny').check()
  await page.getByTestId('class-minutes').fill('20')
  await page.getByTestId('class-idle').fill('120')
  await page.getByTestId('class-save').click()
  await expect(page.getByRole('heading', { name: title })).toBeVisible()
  const code = page.getByTestId('class-code')
  await expect(code).toHaveText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/)
  return (await code.textContent()) ?? ''
}

/** Somebody joins, in a browser of their own; gives their page and their personal link. */
export async function join(
  browser: Browser,
  server: LabServer,
  code: string,
  name: string,
): Promise<{ page: Page; link: string }> {
  const page = await newPage(browser)
  await page.goto(`${server.url}/join`)
  await page.getByTestId('join-code').fill(code)
  await page.getByTestId('join-name').fill(name)
  await page.getByTestId('join-submit').click()
  const link = (await page.getByTestId('personal-link').textContent()) ?? ''
  await page.getByTestId('join-go-on').click()
  await expect(page.locator('.text h1')).toBeVisible()
  return { page, link }
}

/** A learner starts the lab that is open. */
export async function start(page: Page): Promise<void> {
  await page.getByTestId('start').click()
  await allReady(page, ['client', 'rs1'])
}

/** A learner's row in the roster. */
export const row = (page: Page, name: string) => page.getByTestId('roster').locator('tbody tr', { hasText: name })

/** Opens a learner beside the roster. */
export async function watch(page: Page, name: string): Promise<void> {
  await page.getByTestId('roster').getByRole('link', { name }).click()
  await expect(page.getByTestId('watch').getByRole('heading', { name })).toBeVisible()
}
