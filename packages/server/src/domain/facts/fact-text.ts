import type { FactKind, Happening } from './fact.ts'

/** What a happening is stored as besides its kind: JSON, bytes in it as `{"base64": ...}`. */
export function textOf({ kind: _, ...rest }: Happening): string {
  // A function called for every value takes longer than the rest; most facts hold no bytes.
  return 'former' in rest || 'unstored' in rest ? JSON.stringify(rest, bytesAsText) : JSON.stringify(rest)
}

export function happeningOf(kind: FactKind, text: string): Happening {
  const rest: unknown = text.includes('"base64"') ? JSON.parse(text, textAsBytes) : JSON.parse(text)
  return { kind, ...(rest as object) } as Happening
}

/** Buffers have been made into something else by the time they are handed over: the holder still has them. */
function bytesAsText(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const held = this[key]
  if (!(held instanceof Uint8Array)) return value
  return { base64: Buffer.from(held.buffer, held.byteOffset, held.byteLength).toString('base64') }
}

function textAsBytes(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('base64' in value)) return value
  return typeof value.base64 === 'string' ? new Uint8Array(Buffer.from(value.base64, 'base64')) : value
}
