import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { compileFunction } from 'node:vm'
import type { EasemobChatStatic } from 'easemob-websdk'
import { WebSocket } from 'ws'
import { FileReader } from './file-reader.ts'
import { XMLHttpRequest } from './xml-http-request.ts'

const require = createRequire(import.meta.url)
const builds = new Map<string, EasemobChatStatic>()

/**
 * The unmodified web SDK in a page of its own. `name`: an installed package (or alias), by default what the variable
 * RINGPOST_TEST_SDK says or easemob-websdk. Its connections share one localStorage, like tabs of one browser.
 *
 * The browser's objects are handed to the SDK's file as parameters instead of being set as globals: the server under
 * test runs in the same process and must not take it for a browser, and its timers must not become the SDK's.
 */
export function loadSdk(name = process.env.RINGPOST_TEST_SDK ?? 'easemob-websdk'): EasemobChatStatic {
  const build = builds.get(name) ?? evaluate(require.resolve(name))
  builds.set(name, build)
  return build
}

function evaluate(path: string): EasemobChatStatic {
  const page = makePage()
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
    document: { hidden: false, cookie: '', addEventListener() {}, removeEventListener() {} },
    location: { protocol: 'http:', host: 'localhost', hostname: 'localhost', href: 'http://localhost/' },
    localStorage: makeStorage(),
    addEventListener() {},
    removeEventListener() {},
    // Heartbeats and token timers run on after close(); a test process must be able to end all the same. What keeps it
    // running meanwhile is the open socket and the deadline of whoever waits.
    setTimeout: (...call: Parameters<typeof setTimeout>) => setTimeout(...call).unref(),
    setInterval: (...call: Parameters<typeof setInterval>) => setInterval(...call).unref(),
  }
}

/** `ws` throws a refused connection at a socket without error listener, and the SDK sets none. */
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
