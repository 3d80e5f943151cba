import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { compileFunction } from 'node:vm'
import type { EasemobChatStatic } from 'easemob-websdk'
import { WebSocket } from 'ws'
import { FileReader } from './file-reader.ts'
import { XMLHttpRequest } from './xml-http-request.ts'

const require = createRequire(import.meta.url)
const builds = new Map<string, EasemobChatStatic>()

/** The build that tests use unless they name one. */
const defaultBuild = process.env.RINGPOST_TEST_SDK ?? 'easemob-websdk'

/** Objects that a page has in place of the usual ones. */
export type PageOverrides = Readonly<Record<string, unknown>>

/**
 * Loads the unmodified web SDK in its own page. `name`: an installed package (or alias), by default the value of
 * RINGPOST_TEST_SDK or easemob-websdk. Its connections share one localStorage, like tabs of one browser.
 *
 * The browser's objects are passed to the SDK's file as parameters instead of being set as globals: the server under
 * test runs in the same process and must not detect a browser, and its timers must not become the SDK's.
 */
export function loadSdk(name = defaultBuild): EasemobChatStatic {
  const build = builds.get(name) ?? evaluate(require.resolve(name))
  builds.set(name, build)
  return build
}

/** Like `loadSdk`, in a fresh page with some objects replaced. */
export function loadSdkInto(overrides: PageOverrides, name = defaultBuild): EasemobChatStatic {
  return evaluate(require.resolve(name), overrides)
}

/** Builds before 4.13 connect through SockJS (msync.md §1.1). */
export function speaksSockjs(name = defaultBuild): boolean {
  const { version } = require(`${name}/package.json`) as { version: string }
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return name !== 'agora-chat' && (major < 4 || (major === 4 && minor < 13))
}

function evaluate(path: string, overrides: PageOverrides = {}): EasemobChatStatic {
  const page = { ...makePage(), ...overrides }
  const names = ['window', 'self', 'globalThis', 'global', ...Object.keys(page)]
  const window = new Proxy(page, {
    get: (own, key) => Reflect.get(Object.hasOwn(own, key) ? own : globalThis, key),
    has: (own, key) => Object.hasOwn(own, key) || key in globalThis,
  })
  const module: { exports: { default?: EasemobChatStatic } & Partial<EasemobChatStatic> } = { exports: {} }
  const run = compileFunction(readFileSync(path, 'utf8'), ['module', 'exports', 'require', ...names], {
    filename: path,
  })
  run(module, module.exports, require, window, window, window, window, ...Object.values(page))
  const sdk = (module.exports.default ?? module.exports) as EasemobChatStatic
  sdk.logger.disableAll()
  return sdk
}

function makePage(): Record<string, unknown> {
  return {
    WebSocket: PageWebSocket,
    XMLHttpRequest,
    FileReader,
    // SockJS requires a body and a domain before it considers the page able to make requests.
    document: {
      hidden: false,
      cookie: '',
      body: {},
      domain: 'localhost',
      addEventListener() {},
      removeEventListener() {},
    },
    location: { protocol: 'http:', host: 'localhost', hostname: 'localhost', href: 'http://localhost/' },
    localStorage: makeStorage(),
    addEventListener() {},
    removeEventListener() {},
    // Heartbeats and token timers continue after close(), but must not keep a test process alive. The open socket, and
    // the timeouts of pending waits, keep it running as long as needed.
    setTimeout: (...call: Parameters<typeof setTimeout>) => setTimeout(...call).unref(),
    setInterval: (...call: Parameters<typeof setInterval>) => setInterval(...call).unref(),
  }
}

/** `ws` emits a refused connection as an error on a socket without error listener, and the SDK sets none. */
class PageWebSocket extends WebSocket {
  constructor(url: string, protocols?: string | string[]) {
    super(url, protocols)
    this.on('error', () => {})
  }
}

function makeStorage(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const items = new Map<string, string>()
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, String(value)),
    removeItem: (key) => void items.delete(key),
  }
}
