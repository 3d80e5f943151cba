import pg from 'pg'

const { builtins } = pg.types

/** Integers become numbers, because all are below 2^53; bytes become a plain Uint8Array. `pg` parses everything else. */
export const types: pg.CustomTypesConfig = {
  getTypeParser(id: number, format?: 'text' | 'binary') {
    if (id === builtins.INT8 || id === builtins.NUMERIC) return Number
    if (id === builtins.BYTEA) return toBytes
    return pg.types.getTypeParser(id, format as 'text')
  },
} as pg.CustomTypesConfig

/** Parses `\x` followed by digits. */
function toBytes(text: string): Uint8Array {
  const { buffer, byteOffset, byteLength } = Buffer.from(text.slice(2), 'hex')
  return new Uint8Array(buffer, byteOffset, byteLength)
}
