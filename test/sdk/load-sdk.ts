import { createRequire } from 'node:module'
import type { EasemobChatStatic } from 'easemob-websdk'
import { type PageOverrides, runInPage } from './page.ts'

const require = createRequire(import.meta.url)
const builds = new Map<string, EasemobChatStatic>()

/** The build that tests use unless they name one. */
const defaultBuild = process.env.RINGPOST_TEST_SDK ?? 'easemob-websdk'

/**
 * Loads the unmodified web SDK in its own page. `name`: an installed package (or alias), by default the value of
 * RINGPOST_TEST_SDK or easemob-websdk. Its connections share one localStorage, like tabs of one browser.
 */
export function loadSdk(name = defaultBuild): EasemobChatStatic {
  const build = builds.get(name) ?? loadSdkInto({}, name)
  builds.set(name, build)
  return build
}

/** Like `loadSdk`, in a fresh page with some objects replaced. */
export function loadSdkInto(overrides: PageOverrides, name = defaultBuild): EasemobChatStatic {
  const exports: { default?: EasemobChatStatic } = runInPage(require.resolve(name), overrides)
  const sdk = exports.default ?? (exports as EasemobChatStatic)
  sdk.logger.disableAll()
  return sdk
}

/** Builds before 4.13 connect through SockJS (msync.md §1.1). */
export function speaksSockjs(name = defaultBuild): boolean {
  const { version } = require(`${name}/package.json`) as { version: string }
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return name !== 'agora-chat' && (major < 4 || (major === 4 && minor < 13))
}
