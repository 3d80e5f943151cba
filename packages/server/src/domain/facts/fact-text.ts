import type { FactKind, Happening } from './fact.ts'

/** Serializes a happening without its kind, for storage: JSON, with bytes as `{"base64": ...}`. */
export function textOf({ kind: _, ...rest }: Happening): string {
  // Calling a function for every value takes longer than everything else, and most facts contain no bytes.
  return 'former' in rest || 'unstored' in rest ? JSON.stringify(rest, bytesAsText) : JSON.stringify(rest)
}

export function happeningOf(kind: FactKind, text: string): Happening {
  const rest: unknown = text.includes('"base64"') ? JSON.parse(text, textAsBytes) : JSON.parse(text)
  return { kind, ...(rest as object) } as Happening
}

/** By the time the replacer is called, a Buffer has been converted; the holder still has the original. */
function bytesAsText(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const held = this[key]
  if (!(held instanceof Uint8Array)) return value
  return { base64: Buffer.from(held.buffer, held.byteOffset, held.byteLength).toString('base64') }
}

function textAsBytes(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('base64' in value)) return value
  return typeof value.base64 === 'string' ? new Uint8Array(Buffer.from(value.base64, 'base64')) : value
}
