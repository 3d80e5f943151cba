import type { ByteRange } from '../domain/files/blob-store.ts'

/**
 * The bytes that a `Range` header asks for (RFC 9110 §14): `bytes=0-99`, `bytes=100-`, `bytes=-100`.
 * @returns undefined for the whole: no header, several ranges, or a malformed one; `unsatisfiable` for a range outside of
 *   `size` bytes.
 */
export function parseRange(
  header: string | undefined,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  const [, from, to] = /^\s*bytes\s*=\s*(\d{0,15})\s*-\s*(\d{0,15})\s*$/i.exec(header ?? '') ?? []
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined
  if (from === '')
    return Number(to) === 0 || size === 0
      ? 'unsatisfiable'
      : { first: Math.max(size - Number(to), 0), last: size - 1 }
  const first = Number(from)
  if (to !== '' && Number(to) < first) return undefined
  if (first >= size) return 'unsatisfiable'
  return { first, last: to === '' ? size - 1 : Math.min(Number(to), size - 1) }
}
