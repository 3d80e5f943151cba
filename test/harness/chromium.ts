import { type Browser, chromium } from 'playwright-core'
import { findChromium } from './find-programs.ts'
import { isRequired } from './required.ts'

/** For `skip` of tests that need a browser; if a run requires it, nothing is skipped, so they fail. */
export function withoutChromium(): string | false {
  if (findChromium() !== undefined || isRequired('chromium')) return false
  return 'no Chromium: install chromium'
}

/** A headless browser with an empty profile, which asks nothing of the internet. */
export async function openChromium(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error('chromium is not installed')
  const args = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync']
  args.push('--disable-background-networking', '--disable-component-update')
  // Its sandbox refuses to start as root.
  return chromium.launch({
    executablePath,
    args,
    chromiumSandbox: process.getuid?.() !== 0,
    timeout: 120_000,
  })
}
