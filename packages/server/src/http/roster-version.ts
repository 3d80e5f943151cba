import { createHash } from 'node:crypto'

/** 6 bytes: a decimal number that every client can hold. */
const BYTES = 6

/** Version of a list of contacts, made of the list itself: equal lists have equal versions on every node. */
export function rosterVersion(names: readonly string[]): string {
  const digest = createHash('sha256').update(names.join('\n')).digest()
  return String(digest.readUIntBE(0, BYTES))
}
