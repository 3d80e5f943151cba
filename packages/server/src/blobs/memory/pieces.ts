import type { ByteRange } from '../../domain/files/blob-store.ts'

const PIECE_BYTES = 256 * 1024

/** Bytes, or a range of them, piece by piece. */
export async function* piecesOf(bytes: Uint8Array, range?: ByteRange): AsyncGenerator<Uint8Array> {
  const end = range === undefined ? bytes.length : range.last + 1
  for (let from = range?.first ?? 0; from < end; from += PIECE_BYTES)
    yield bytes.subarray(from, Math.min(from + PIECE_BYTES, end))
}
