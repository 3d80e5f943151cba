import { ExactNumber } from './exact-number.ts'

/**
 * Maximum nesting depth of arrays and objects. Accepted values go out again, wrapped in replies, to callers whose own limits
 * start at 128 (serde), 255 (Gson) and 512 (PHP).
 */
export const JSON_DEPTH = 100

type Reviver = (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown
const parseWith = JSON.parse as (text: string, reviver: Reviver) => unknown

const HALF_ESCAPE = /\\u[dD][89a-fA-F]/
const ESCAPES =
  /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u[dD][89a-fA-F][\da-fA-F]{2}|[\s\S])/g

/**
 * Parses JSON written by an application. Numbers whose digits JavaScript would change become ExactNumbers; an escape that is half
 * of a surrogate pair becomes U+FFFD. Only text that contains either pays for it.
 * @throws SyntaxError for text that is not JSON, or nested deeper than JSON_DEPTH.
 */
export function parseJson(text: string): unknown {
  const sound = HALF_ESCAPE.test(text) ? text.replace(ESCAPES, soundEscape) : text
  return losesDigits(sound) ? parseWith(sound, keepDigits) : JSON.parse(sound)
}

function soundEscape(found: string): string {
  return found.length === '\\uD83D'.length ? '\\uFFFD' : found
}

function keepDigits(_key: string, value: unknown, { source }: { source?: string }): unknown {
  return typeof value === 'number' ? ExactNumber.nearest(source!) : value
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const CLOSE_ARRAY = 0x5d
const CLOSE_OBJECT = 0x7d
const OPEN_ARRAY = 0x5b
const OPEN_OBJECT = 0x7b
const MINUS = 0x2d
/** A JavaScript number keeps integers of up to this many digits exactly. */
const EXACT_DIGITS = 15

/**
 * Whether the text contains a number whose digits would change. One pass, before anything is built: V8 parses any depth, but its
 * reviver and JSON.stringify overflow the stack.
 * @throws SyntaxError if nested too deep.
 */
function losesDigits(text: string): boolean {
  let depth = 0
  let found = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      if (++depth > JSON_DEPTH) throw new SyntaxError(`JSON is nested deeper than ${JSON_DEPTH} levels`)
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) depth--
    else if (isDigit(code) || code === MINUS) {
      const start = at
      while (isDigit(text.charCodeAt(at + 1))) at++
      const isInteger = !goesOn(text.charCodeAt(at + 1))
      // Most numbers: no closer look needed.
      if (isInteger && code !== MINUS && at - start < EXACT_DIGITS) continue
      while (goesOn(text.charCodeAt(at + 1))) at++
      const source = text.slice(start, at + 1)
      found ||= String(Number(source)) !== source
    }
  }
  return found
}

/** Position of the closing quote, or of the end of the text. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = at - 1
    while (text.charCodeAt(before) === BACKSLASH) before--
    if ((at - before) % 2 === 1) return at
  }
  return text.length
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

/** Characters of a number after its first digits: point, exponent, its sign, digits. */
function goesOn(code: number): boolean {
  return isDigit(code) || code === 0x2e || (code | 0x20) === 0x65 || code === MINUS || code === 0x2b
}
