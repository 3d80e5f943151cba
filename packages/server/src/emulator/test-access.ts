import type { IncomingMessage } from 'node:http'
import { BlockList } from 'node:net'
import { ApiError } from '@ringpost/contract'
import { bears } from '../http/bears.ts'
import { isTrusted } from '../http/client-network.ts'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Names of this machine. Another name that resolves to it may be one of an attacker's (DNS rebinding). */
const OWN_NAME = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i

/** Headers that proxies add: the caller is somewhere else. */
const PROXIED =
  /^(?:forwarded|via|x-forwarded|x-forwarded-.+|x-original-.+|x-real-ip|(?:x-|true-)?client-ip|.+-connecting-ip)$/

/**
 * Lets only testers through.
 * @param setting `on`: programs of this machine, directly, but not pages in its browsers, which may be anybody's; else the token that
 *   callers must have. Undefined: the emulator is off.
 * @param address of the caller, as the connection gives it.
 * @throws ApiError `testing.off`, `testing.token_wrong`, `testing.foreign`.
 */
export function requireTester(
  setting: string | undefined,
  { headers, httpVersion, socket }: IncomingMessage,
  address: string,
): void {
  if (setting === undefined) throw new ApiError('testing.off')
  if (setting !== 'on') {
    if (!bears(setting, headers.authorization)) throw new ApiError('testing.token_wrong')
    return
  }
  const isNear = isTrusted(address, loopback) && isTrusted(socket.remoteAddress ?? '', loopback)
  // nginx asks so unless told otherwise, without any header of those, and with a name of this machine as Host.
  const isOld = httpVersion === '1.0'
  const isProxied = isOld || Object.keys(headers).some((name) => PROXIED.test(name))
  // Browsers add one of the two to every request of a page.
  const isPage = headers.origin !== undefined || (headers['sec-fetch-site'] ?? 'none') !== 'none'
  if (!isNear || isProxied || isPage || !OWN_NAME.test(headers.host ?? ''))
    throw new ApiError('testing.foreign')
}
