import { createHash } from 'node:crypto'
import type { Fact } from '../../domain/facts/fact.ts'

/**
 * What identifies events of facts without an id of their own, the same at each attempt. Lane and position alone do not: a
 * database that has taken over after a failure may give them to another fact.
 */
function digest({ app, lane, pos, at, kind, subject }: Fact, name: string): Buffer {
  return createHash('sha256').update([app, lane, pos, at, kind, subject, name].join('\n')).digest()
}

/** @param name tells the events of a fact apart. */
export function uuidOf(fact: Fact, name = ''): string {
  const bytes = digest(fact, name).subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** In place of the id of a message: decimal digits of a number between 2^59 and 2^60, where no id of ours is. */
export function serialOf(fact: Fact, name = ''): string {
  const number = digest(fact, name).readBigUInt64BE() >> 5n
  return String(number | (1n << 59n))
}

/** An opaque version: 40 upper-case hexadecimal digits. */
export function versionOf(fact: Fact): string {
  return digest(fact, 'version').toString('hex').slice(0, 40).toUpperCase()
}
