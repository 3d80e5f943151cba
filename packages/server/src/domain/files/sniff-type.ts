/** Text at given offsets of a file; all of it must match. */
type Signature = readonly [offset: number, text: string][]

/**
 * Formats that chat clients send and browsers show. The types that uploaders declare are often wrong (client-quirks.md
 * Q8, Q10).
 */
const signatures: readonly (readonly [type: string, ...Signature])[] = [
  ['image/jpeg', [0, '\xff\xd8\xff']],
  ['image/png', [0, '\x89PNG\r\n\x1a\n']],
  ['image/gif', [0, 'GIF87a']],
  ['image/gif', [0, 'GIF89a']],
  ['image/webp', [0, 'RIFF'], [8, 'WEBP']],
  ['image/bmp', [0, 'BM'], [6, '\0\0\0\0']],
  ['image/tiff', [0, 'II*\0']],
  ['image/tiff', [0, 'MM\0*']],
  ['audio/wav', [0, 'RIFF'], [8, 'WAVE']],
  ['video/x-msvideo', [0, 'RIFF'], [8, 'AVI ']],
  ['audio/amr', [0, '#!AMR']],
  ['audio/mpeg', [0, 'ID3']],
  ['audio/aac', [0, '\xff\xf1']],
  ['audio/aac', [0, '\xff\xf9']],
  ['audio/ogg', [0, 'OggS']],
  ['audio/flac', [0, 'fLaC']],
  ['video/x-flv', [0, 'FLV\x01']],
  ['video/x-ms-asf', [0, '\x30\x26\xb2\x75\x8e\x66\xcf\x11']],
  ['video/mpeg', [0, '\0\0\x01\xba']],
  ['video/mp2t', [0, '\x47'], [188, '\x47'], [376, '\x47']],
  ['application/pdf', [0, '%PDF-']],
]

/** Brands of the ISO base media format; any other brand is a video. */
const brands: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  avis: 'image/avif',
  heic: 'image/heic',
  heix: 'image/heic',
  mif1: 'image/heif',
  msf1: 'image/heif',
  'M4A ': 'audio/mp4',
  'M4B ': 'audio/mp4',
  'qt  ': 'video/quicktime',
}

/** Detects the media type from the first bytes; undefined for text, archives and unknown formats. */
export function sniffType(head: Uint8Array): string | undefined {
  const has = (offset: number, text: string) =>
    head.length >= offset + text.length &&
    Array.from(text).every((character, index) => head[offset + index] === character.charCodeAt(0))
  if (has(4, 'ftyp')) {
    const brand = String.fromCharCode(...head.subarray(8, 12))
    return brands[brand] ?? (brand.startsWith('3g') ? 'video/3gpp' : 'video/mp4')
  }
  // Old QuickTime files start with their contents.
  if (has(4, 'moov') || has(4, 'mdat') || has(4, 'wide')) return 'video/quicktime'
  if (has(0, '\x1a\x45\xdf\xa3'))
    return Array.from(head.subarray(0, 64), (byte) => String.fromCharCode(byte))
      .join('')
      .includes('webm')
      ? 'video/webm'
      : 'video/x-matroska'
  // MPEG audio frames have no magic number, only a sync word: layer III without the reserved bit patterns.
  if (head[0] === 0xff && ((head[1] ?? 0) & 0xe6) === 0xe2) return 'audio/mpeg'
  return signatures.find(([, ...signature]) => signature.every(([offset, text]) => has(offset, text)))?.[0]
}
