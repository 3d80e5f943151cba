import { createRequire } from 'node:module'
import { runInPage } from '../sdk/page.ts'
import { noDocument, noElements } from './no-document.ts'

const require = createRequire(import.meta.url)
const { createElement, useContext } = require('react')
const { renderToString } = require('react-dom/server')

// Tests call what the SDK offers by name; the kit exports no types of it.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Anything = any

/** What the SDK is told before it logs in. */
export interface KitOptions {
  /** `org#app`. */
  appKey: string
  /** REST origin. */
  restUrl: string
  /** Like ws://127.0.0.1:1234/websocket. */
  wsUrl: string
  /** The resource becomes `webim_web_<device>`. */
  device: string
  /** Further options of `ChatClient.init`. */
  options: Record<string, unknown>
}

/**
 * A client of SDK 5, in a page of its own with an empty cache. It lives inside the vendor's UI kit, which exports no class of
 * it: the kit is rendered once, as on a server, where nothing logs in by itself, and the class taken from its client.
 */
export function makeClient({ appKey, restUrl, wsUrl, device, options }: KitOptions): Anything {
  const kit: Anything = runInPage(require.resolve('easemob-chat-uikit/ChatUI.umd.js'), {
    ...noElements,
    console: silent,
    document: noDocument,
    // By which it would know Node.
    process: { env: {} },
    // Node's has no `onLine`, without which the SDK never reconnects (sdk5.md §1.2).
    navigator: { onLine: true, userAgent: 'Mozilla/5.0 Chrome/140.0', language: 'en', platform: 'Linux' },
  })
  const shown = showClient(kit, { appKey, restUrl, msyncUrl: wsUrl })
  const managers = managerNames.map((name) => shown[name].constructor)
  const { constructor: ChatClient } = shown
  ChatClient.instance = null
  return ChatClient.init({
    appKey,
    serviceConfig: { serverUrls: { restApiUrl: restUrl, wsUrl } },
    managers,
    deviceId: device,
    useFixedDeviceId: false,
    ...options,
  })
}

const managerNames = [
  'chatManager',
  'contactManager',
  'groupManager',
  'chatRoomManager',
  'presenceManager',
  'pushManager',
  'userInfoManager',
  'chatThreadManager',
]

function showClient(kit: Anything, initConfig: object): Anything {
  let client: Anything
  const element = createElement(kit.Provider, { initConfig }, createElement(Grab, { kit, take }))
  function take(shown: Anything): void {
    client = shown
  }
  renderToString(element)
  return client
}

function Grab({ kit, take }: Anything): null {
  take(useContext(kit.RootContext).client)
  return null
}

/** The SDK and what is bundled with it report at the level of warnings. */
const silent = { ...console, log() {}, info() {}, warn() {}, debug() {}, error() {} }
