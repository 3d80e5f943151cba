import type { Random } from '../harness/random.ts'
import { changedBytes } from './changed-bytes.ts'

const DISPOSITIONS = [
  'form-data; name="file"; filename="a.txt"',
  'form-data; name="file"; filename="../../a\\"b.png"',
  'form-data; name="file"; filename="=?utf-8?B?5paH?="',
  'form-data; name="file"; filename*=utf-8\'\'%e6%96%ff',
  'form-data; name="file"',
  'form-data; name="file"; filename=""',
  'form-data; name=file; filename=a',
  'form-data; name="field"',
  'form-data; name="__proto__"',
  'form-data',
  'attachment',
  '',
]
const TYPES = [
  'image/png',
  'image/jpeg',
  'video/mp4',
  'text/plain; charset=x',
  'multipart/mixed; boundary=b',
  '',
]
/** Starts like a picture. */
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000010000000100008060000001ff3ff61', 'hex')

/** Usually a form with a file in it. */
export function formOf(random: Random): { boundary: string; bytes: Buffer } {
  const boundary = random.of(['b', 'xx', '-'.repeat(20), "a'()+_,-./:=?", 'z'.repeat(70), 'z'.repeat(300)])
  const parts = random.oneIn(30) ? 3000 : 1 + random.below(4)
  const pieces: Buffer[] = []
  for (let i = 0; i < parts; i++) pieces.push(Buffer.from(`--${boundary}\r\n`), ...partOf(random))
  if (!random.oneIn(10)) pieces.push(Buffer.from(`--${boundary}${random.oneIn(10) ? '' : '--\r\n'}`))
  const bytes = Buffer.concat(pieces)
  return {
    boundary: boundary.length > 1 && random.oneIn(2) ? `"${boundary}"` : boundary,
    bytes: random.oneIn(6) ? changedBytes(bytes, random) : bytes,
  }
}

function partOf(random: Random): Buffer[] {
  const headers: string[] = []
  const disposition = random.oneIn(3) ? random.of(DISPOSITIONS) : DISPOSITIONS[0]!
  if (!random.oneIn(30)) headers.push(`Content-Disposition: ${disposition}`)
  if (random.oneIn(3)) headers.push(`Content-Type: ${random.of(TYPES)}`)
  if (random.oneIn(20)) headers.push('Content-Transfer-Encoding: base64')
  if (random.oneIn(20)) headers.push(`X-Long: ${'y'.repeat(30_000)}`)
  if (random.oneIn(20)) headers.push(...Array<string>(200).fill('X: y'))
  const content = random.of([
    Buffer.from('content'),
    Buffer.alloc(0),
    PNG,
    Buffer.alloc(random.oneIn(20) ? 200_000 : 2000, '--b\r\n'),
  ])
  return [Buffer.from(`${headers.join('\r\n')}\r\n\r\n`), content, Buffer.from('\r\n')]
}
