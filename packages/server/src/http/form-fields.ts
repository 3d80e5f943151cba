import type { ReadText } from './body-text.ts'

const ESCAPE = /%([\da-fA-F]{2})/g

/**
 * Parses a form (application/x-www-form-urlencoded); the last of several fields of one name wins. Escapes are bytes in the
 * character set of the body. Undefined if the bytes are not valid text.
 */
export function formFields(bytes: Buffer, readText: ReadText): Record<string, string> | undefined {
  const fields: [string, string][] = []
  // latin1 keeps one character per byte until the escapes are bytes too.
  for (const pair of bytes.toString('latin1').trim().split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = readText(unescaped(equals < 0 ? pair : pair.slice(0, equals)))
    const value = readText(unescaped(equals < 0 ? '' : pair.slice(equals + 1)))
    if (name === undefined || value === undefined) return undefined
    fields.push([name, value])
  }
  return Object.fromEntries(fields)
}

/** A percent sign that does not begin an escape stands for itself. */
function unescaped(text: string): Buffer {
  const bytes = text
    .replaceAll('+', ' ')
    .replace(ESCAPE, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
  return Buffer.from(bytes, 'latin1')
}
