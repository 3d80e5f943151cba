/** Playwright takes the same fixtures as Vitest. */
export * from './vitest.ts'
