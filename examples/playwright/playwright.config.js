import { defineConfig } from '@playwright/test'

const port = Number(process.env.PAGE_PORT ?? 5174)

export default defineConfig({
  testMatch: '*.spec.js',
  reporter: 'line',
  use: {
    baseURL: `http://localhost:${port}`,
    // A browser that is installed already, in place of `npx playwright install chromium`.
    launchOptions: process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH } : {},
  },
  webServer: { command: `vite --port ${port} --strictPort`, port },
})
