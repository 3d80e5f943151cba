import { defineConfig } from 'vitest/config'

export default defineConfig({
  // ms; the first test waits for the server, which takes long on a busy machine.
  test: { testTimeout: 30_000 },
})
