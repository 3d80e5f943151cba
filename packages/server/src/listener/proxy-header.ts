import { isIP } from 'node:net'

/** What a proxy says of a connection in front of its first byte. */
export interface ProxyHeader {
  /** Bytes that it takes. */
  length: number
  /** Of the client; undefined where the proxy speaks for itself, or names none that we know. */
  address: string | undefined
}

const TEXT = Buffer.from('PROXY ')
/** With its end (§2.1). */
const TEXT_LIMIT = 107
const SIGNATURE = Buffer.from('0d0a0d0a000d0a515549540a', 'hex')
/** Up to and including the length of what follows. */
const BINARY_HEAD = 16
/** Second half of the byte that begins with the version. */
const PROXY = 1
const TCP4 = 0x11
const TCP6 = 0x21

/**
 * Reads a header of the PROXY protocol, version 1 or 2, where the bytes begin with one.
 * Source: https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt
 * @returns `more` while the bytes do not say, `none` where they are something else.
 * @throws Error for a header that cannot be understood.
 */
export function readProxyHeader(bytes: Buffer): ProxyHeader | 'more' | 'none' {
  if (beginsLike(bytes, TEXT)) return bytes.length < TEXT.length ? 'more' : readText(bytes)
  if (beginsLike(bytes, SIGNATURE)) return bytes.length < BINARY_HEAD ? 'more' : readBinary(bytes)
  return 'none'
}

function beginsLike(bytes: Buffer, mark: Buffer): boolean {
  const length = Math.min(bytes.length, mark.length)
  return bytes.subarray(0, length).equals(mark.subarray(0, length))
}

function readText(bytes: Buffer): ProxyHeader | 'more' {
  const line = bytes.toString('latin1', 0, TEXT_LIMIT)
  const end = line.indexOf('\r\n')
  if (end < 0) {
    if (bytes.length >= TEXT_LIMIT) throw new Error('PROXY header without end')
    return 'more'
  }
  const [, protocol, address = ''] = line.slice(0, end).split(' ')
  const length = end + 2
  if (protocol === 'UNKNOWN') return { length, address: undefined }
  const version = protocol === 'TCP4' ? 4 : protocol === 'TCP6' ? 6 : -1
  if (isIP(address) !== version) throw new Error('PROXY header without address')
  return { length, address }
}

function readBinary(bytes: Buffer): ProxyHeader | 'more' {
  const length = BINARY_HEAD + bytes.readUInt16BE(14)
  const version = bytes[12]! >> 4
  const command = bytes[12]! & 15
  if (version !== 2 || command > PROXY) throw new Error('PROXY header of another version')
  if (bytes.length < length) return 'more'
  const family = command === PROXY ? bytes[13] : undefined
  const body = bytes.subarray(BINARY_HEAD, length)
  if (family === TCP4 && body.length >= 12) return { length, address: [...body.subarray(0, 4)].join('.') }
  if (family === TCP6 && body.length >= 36) return { length, address: groups(body.subarray(0, 16)) }
  if (family === TCP4 || family === TCP6) throw new Error('PROXY header without address')
  return { length, address: undefined }
}

function groups(bytes: Buffer): string {
  const mapped = bytes.subarray(0, 12).equals(Buffer.from('00000000000000000000ffff', 'hex'))
  if (mapped) return [...bytes.subarray(12)].join('.')
  return Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i).toString(16)).join(':')
}
