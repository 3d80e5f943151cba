import { isJsonObject } from '@ringpost/protocol/json'

/** Names of fields and headers whose values open something. */
const SECRET = /pass(?:word|wd)?$|^pwd|secret|token|authorization|certificate|cookie|^security$|^auth$/i
const MASK = '***'
/** Characters of JSON beyond which a value is not kept. */
const LIMIT = 16 * 1024

/** A copy without secrets, and of bounded size. */
export function masked(value: unknown): unknown {
  const copy = without(value)
  const length = JSON.stringify(copy)?.length ?? 0
  return length > LIMIT ? `${length} characters, not recorded` : copy
}

/** The same for text that may be JSON. */
export function maskedText(text: string): unknown {
  try {
    return masked(JSON.parse(text))
  } catch {
    return masked(text)
  }
}

function without(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(without)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, hides(name, each) ? MASK : without(each)]),
  )
}

function hides(name: string, value: unknown): boolean {
  return SECRET.test(name) && (typeof value === 'string' || Array.isArray(value))
}
