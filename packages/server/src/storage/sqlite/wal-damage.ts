import { closeSync, constants, copyFileSync, fstatSync, openSync, readSync } from 'node:fs'
import { machineTime } from '../../kernel/machine-time.ts'

/** What follows an unreadable place in a write-ahead log. SQLite ignores it silently. */
export interface WalDamage {
  /** Byte offset in the file where the unreadable part begins. */
  at: number
  /** Pages after it, and the number of their commits. */
  pages: number
  commits: number
  /** When the log was last written, ms since 1970: nothing that is lost was sent later. */
  until: number
  /** Copy of the log as found: SQLite overwrites what it cannot read. */
  copy: string
}

/** `newest`: id of the newest message that can still be read; 0: none can. */
export type ReportedDamage = WalDamage & { newest: number }

/** Sizes of the parts of the file (sqlite.org/fileformat2.html#walformat), in bytes. */
const HEADER = 32
const FRAME_HEADER = 24
const DEFAULT_PAGE = 4096

type Sums = readonly [number, number]

/**
 * Checks whether the write-ahead log of a database is intact. The log ends where a frame's checksum or salt is wrong.
 * Every log that was not closed ends like that: the last frame was not written completely, or older frames with other
 * salts follow, or frames of an unfinished commit. None of these was acknowledged. But if a finished commit of the
 * same log follows, what precedes it was damaged later. Call this while nobody has the database open, before SQLite
 * reads it.
 * @param now names the copy.
 */
export function findWalDamage(database: string, now = new Date(machineTime())): WalDamage | undefined {
  const file = openIfThere(`${database}-wal`)
  if (file === undefined) return undefined
  try {
    const found = look(file)
    if (found === undefined) return undefined
    const copy = `${database}-wal.damaged-${now.toISOString().replaceAll(/\D/g, '').slice(0, 17)}`
    copyFileSync(`${database}-wal`, copy, constants.COPYFILE_EXCL)
    return { ...found, copy }
  } finally {
    closeSync(file)
  }
}

function look(file: number): Omit<WalDamage, 'copy'> | undefined {
  const { size, mtimeMs } = fstatSync(file)
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
    // If the header is gone, the first frame says which frames belong to this log, none of which can be read.
    readFrame(0, FRAME_HEADER)
    salts = Buffer.from(frame.subarray(8, 16))
    next = -1
  }
  const damage = {
    at: HEADER + Math.max(next, 0) * frame.length,
    pages: 0,
    commits: 0,
    until: Math.round(mtimeMs),
  }
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

/** Continues from the sums of what precedes. */
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
