import type { IncomingHttpHeaders } from 'node:http'
import { BlockList, isIP, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** Parses addresses and networks (`10.0.0.0/8`), separated by commas. @throws Error for anything else. */
export function parseNetworks(text: string): BlockList {
  const list = new BlockList()
  for (const each of text.split(',').filter((part) => part.trim() !== '')) {
    const [address = '', prefix, ...more] = each.trim().split('/')
    const version = isIP(address)
    const bits = version === 4 ? 32 : 128
    const length = prefix === undefined ? bits : Number(prefix)
    if (version === 0 || more.length > 0 || prefix === '') throw new Error()
    if (!Number.isInteger(length) || length < 0 || length > bits) throw new Error()
    list.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6')
  }
  return list
}

/**
 * Where a request comes from: an IPv4 address, or the first 64 bits of an IPv6 address, since every client has many addresses
 * below that prefix. Of `X-Forwarded-For`, only what trusted proxies appended counts, read from the end.
 */
export function networkOf(from: string, headers: IncomingHttpHeaders, trusted: BlockList): string {
  const address = addressOf(from, headers, trusted)
  return isIP(address) === 6 ? prefixOf(address) : address
}

/** The whole address of the client, from the same sources. */
export function addressOf(from: string, headers: IncomingHttpHeaders, trusted: BlockList): string {
  let address = plain(from)
  const header = headers['x-forwarded-for']
  // Usually there is none, and the look among the trusted ones costs as much as all else that a caller is checked for.
  if (header === undefined) return address
  const forwarded = String(header).split(',')
  while (forwarded.length > 0 && isTrusted(address, trusted)) {
    const next = plain(forwarded.pop()!.trim())
    if (isIP(next) === 0) break
    address = next
  }
  return address
}

/** The address with the port of the client, if the connection comes from there. */
export function placeOf(socket: Duplex, from: string): string {
  const address = plain(from)
  const { remoteAddress = '', remotePort } = socket as Partial<Socket>
  const name = isIP(address) === 6 ? `[${address}]` : address
  return remotePort !== undefined && plain(remoteAddress) === address ? `${name}:${remotePort}` : name
}

export function isTrusted(address: string, trusted: BlockList): boolean {
  const version = isIP(plain(address))
  return version !== 0 && trusted.check(plain(address), version === 4 ? 'ipv4' : 'ipv6')
}

/** Unwraps an IPv4-mapped IPv6 address. */
function plain(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address
}

/** The first four groups of an IPv6 address, written out. */
function prefixOf(address: string): string {
  const [head = '', tail] = (address.split('%', 1)[0] ?? '').split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const groups =
    tail === undefined
      ? before
      : [...before, ...Array(Math.max(0, 8 - before.length - after.length)).fill('0'), ...after]
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
