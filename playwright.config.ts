import { defineConfig } from '@playwright/test'
import { chromiumArgs } from './checks/browser.mjs'

/** First of the two ports of the servers under test: another one lets two checkouts be tested side by side. */
const port = Number(process.env['E2E_PORT'] ?? 8791)
const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'

/** Browser tests drive the built app on a real dax (e2e/testing/serve.mjs starts one on a small archive) and the static demo on plain files (e2e/testing/serve-demo.mjs). WebGL runs in software. */
export default defineConfig({
  testDir: 'e2e',
  timeout: 180_000,
  expect: { timeout: 30_000 },
  workers: 1,
  retries: 0,
  reporter: [['list']],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath,
      args: [...chromiumArgs],
    },
    trace: 'off',
    screenshot: 'only-on-failure',
  },
  webServer: [
    {
      command: `node e2e/testing/serve.mjs --port ${port}`,
      url: `http://127.0.0.1:${port}/api/tap/availability`,
      timeout: 600_000,
      reuseExistingServer: false,
      stdout: 'pipe',
    },
    {
      command: `node e2e/testing/serve-demo.mjs --port ${port + 1}`,
      url: `http://127.0.0.1:${port + 1}/`,
      timeout: 600_000,
      reuseExistingServer: false,
      stdout: 'pipe',
    },
  ],
})
