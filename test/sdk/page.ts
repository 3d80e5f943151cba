import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { compileFunction } from 'node:vm'
import { WebSocket } from 'ws'
import { FileReader } from './file-reader.ts'
import { XMLHttpRequest } from './xml-http-request.ts'

const require = createRequire(import.meta.url)

/** Objects that a page has in place of the usual ones. */
export type PageOverrides = Readonly<Record<string, unknown>>

/**
 * Runs a script of CommonJS or UMD form in a page of its own, and returns what it exports.
 *
 * The browser's objects are handed to the file as parameters instead of being set as globals: the server under test runs in
 * the same process and must not take it for a browser, and its timers must not become the SDK's.
 */
export function runInPage(path: string, overrides: PageOverrides = {}): object {
  const page = { ...makePage(), ...overrides }
  const own = ['window', 'self', 'globalThis', 'global']
  const names = [...own, ...Object.keys(page)]
  const window: object = new Proxy(page, {
    get: (page, key) =>
      own.includes(String(key)) ? window : Reflect.get(Object.hasOwn(page, key) ? page : globalThis, key),
    has: (page, key) => Object.hasOwn(page, key) || key in globalThis,
  })
  const module: { exports: object } = { exports: {} }
  const run = compileFunction(readFileSync(path, 'utf8'), ['module', 'exports', 'require', ...names], {
    filename: path,
  })
  run(module, module.exports, require, window, window, window, window, ...Object.values(page))
  return module.exports
}

function makePage(): Record<string, unknown> {
  return {
    WebSocket: PageWebSocket,
    XMLHttpRequest,
    FileReader,
    // SockJS looks for a body and a domain before it takes the page for one that may make requests.
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
