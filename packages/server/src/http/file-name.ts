import libmime from 'libmime'

/**
 * The name of an uploaded file, without the path that some browsers prepend. Clients built on mail libraries send it as encoded
 * words (RFC 2047), `=?UTF-8?B?5Zu+LnBuZw==?=`, although RFC 7578 wants plain UTF-8.
 */
export function fileName(given: string | undefined): string | undefined {
  const name = given?.includes('=?') ? libmime.decodeWords(given) : given
  const last = name?.split(/[\\/]/).at(-1)
  return last === '.' || last === '..' ? undefined : last
}
