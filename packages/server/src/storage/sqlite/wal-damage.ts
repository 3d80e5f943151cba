import { closeSync, constants, copyFileSync, fstatSync, openSync, readSync } from 'node:fs'

/** What stands in a write-ahead log behind a place that cannot be read. SQLite passes over it in silence. */
export interface WalDamage {
  /** Byte of the file at which the part begins that cannot be read. */
  at: number
  /** Pages behind it, and commits that they belong to. */
  pages: number
  commits: number
  /** Copy of the log as it was found: SQLite writes over what it cannot read. */
  copy: string
}

/** Sizes of the parts of the file (sqlite.org/fileformat2.html#walformat), in bytes. */
const HEADER = 32
const FRAME_HEADER = 24
const DEFAULT_PAGE = 4096

type Sums = readonly [number, number]

/**
 * Looks whether the write-ahead log of a database is whole. It ends where a frame's checksum or salt is wrong. That is so in every
 * log that was not closed: the last frame was not written to its end, or older frames follow, whose salts are others, or frames of a
 * commit that was not finished. None of them was acknowledged. But where a finished commit of the same log stands behind, what is in
 * front of it was damaged later.
 * To be called while nobody has the database open, before SQLite looks at it.
 * @param now names the copy.
 */
export function findWalDamage(database: string, now = new Date()): WalDamage | undefined {
  const file = openIfThere(`${database}-wal`)
  if (file === undefined) return undefined
  try {
    const found = look(file)
    if (found === undefined) return undefined
    const copy = `${database}-wal.damaged-${now.toISOString().replaceAll(/\D/g, '').slice(0, 14)}`
    copyFileSync(`${database}-wal`, copy, constants.COPYFILE_EXCL)
    return { ...found, copy }
  } finally {
    closeSync(file)
  }
}

function look(file: number): Omit<WalDamage, 'copy'> | undefined {
  const { size } = fstatSync(file)
  const header = Buffer.alloc(HEADER)
  readSync(file, header, 0, HEADER, 0)
  const pageBytes = pageSize(header)
  const frame = Buffer.alloc(FRAME_HEADER + pageBytes)
  const count = Math.floor((size - HEADER) / frame.length)
  if (count < 1) return undefined
  const readFrame = (index: number, bytes: number) =>
    readSync(file, frame, 0, bytes, HEADER + index * frame.length)
  const isBigEndian = (header.readUInt32BE(0) & 1) === 1
  let sums = checksum(header.subarray(0, 24), [0, 0], isBigEndian)
  const isHeaderWhole = header.readUInt32BE(0) >>> 1 === 0x377f0682 >>> 1 && areAt(header, 24, sums)
  let salts = header.subarray(16, 24)
  let next = 0
  if (isHeaderWhole) {
    for (; next < count; next++) {
      readFrame(next, frame.length)
      if (!frame.subarray(8, 16).equals(salts)) break
      const before = checksum(frame.subarray(0, 8), sums, isBigEndian)
      const after = checksum(frame.subarray(FRAME_HEADER), before, isBigEndian)
      if (!areAt(frame, 16, after)) break
      sums = after
    }
  } else {
    // Without a header the first frame says which frames are of this log, and nothing of it can be read.
    readFrame(0, FRAME_HEADER)
    salts = Buffer.from(frame.subarray(8, 16))
    next = -1
  }
  const damage = { at: HEADER + Math.max(next, 0) * frame.length, pages: 0, commits: 0 }
  for (let index = next + 1; index < count; index++) {
    readFrame(index, FRAME_HEADER)
    if (!frame.subarray(8, 16).equals(salts)) continue
    damage.pages++
    // The frame that ends a commit holds the size of the database.
    if (frame.readUInt32BE(4) !== 0) damage.commits++
  }
  return damage.commits > 0 ? damage : undefined
}

function pageSize(header: Buffer): number {
  const bytes = header.readUInt32BE(8)
  const isSize = bytes >= 512 && bytes <= 65_536 && (bytes & (bytes - 1)) === 0
  return isSize ? bytes : DEFAULT_PAGE
}

/** Goes on from the sums of what stands before. */
function checksum(bytes: Buffer, [first, second]: Sums, isBigEndian: boolean): Sums {
  let [a, b] = [first, second]
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < bytes.length; at += 8) {
    a = (a + view.getUint32(at, !isBigEndian) + b) >>> 0
    b = (b + view.getUint32(at + 4, !isBigEndian) + a) >>> 0
  }
  return [a, b]
}

function areAt(bytes: Buffer, at: number, [a, b]: Sums): boolean {
  return bytes.readUInt32BE(at) === a && bytes.readUInt32BE(at + 4) === b
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
