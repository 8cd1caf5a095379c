import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = process.env['LVS_LAB_BROWSER'] ?? browsers.find((path) => existsSync(path))

/** Browser tests: a real server, real labs, Debian's Chromium. One at a time: two on two cores take as long, and break more often. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results',
  workers: 1,
  // What a busy shared machine breaks once passes the second time, and is named as flaky.
  retries: process.env['CI'] ? 1 : 0,
  // Milliseconds: a whole lesson is played with the waits that its steps have.
  timeout: 600_000,
  expect: { timeout: 60_000 },
  use: {
    actionTimeout: 30_000,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    // What moves all the time takes a core of a machine that has no graphics.
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
