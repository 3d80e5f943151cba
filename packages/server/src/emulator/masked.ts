import { isJsonObject } from '@ringpost/protocol/json'

/** Names of fields and headers whose values open something. */
const SECRET =
  /pass(?:word|wd|phrase)?$|^pwd|secret|token|authorization|certificate|credential|cookie|(?:private|api)[_-]?key$|^security$|^auth$/i
const MASK = '***'
/** Further names of parameters in URLs whose values open something. */
const SECRET_PARAMETER = /^(?:key|sign?|signature|code)$/i
/** Levels of JSON beyond which a value is not kept: what the REST API takes. */
const LEVELS = 100
/** In place of what is deeper. */
const DEEPER = 'nested too deeply, not recorded'
/** Characters of JSON beyond which a value is not kept. */
const LIMIT = 16 * 1024

/** Names of what is hidden in URLs. */
type Hides = (parameter: string) => boolean
const ifNamed: Hides = (parameter) => SECRET.test(parameter) || SECRET_PARAMETER.test(parameter)

/** For what is about webhooks: keys of receivers are parameters of any name. */
export const everyParameter: Hides = () => true

/** A copy without secrets, and of bounded size. */
export function masked(value: unknown, hidesParameter: Hides = ifNamed): unknown {
  const copy = without(value, hidesParameter)
  const length = JSON.stringify(copy)?.length ?? 0
  return length > LIMIT ? `${length} characters, not recorded` : copy
}

/** The same for text that may be JSON. */
export function maskedText(text: string, hidesParameter: Hides = ifNamed): unknown {
  try {
    return masked(JSON.parse(text), hidesParameter)
  } catch {
    return masked(text, hidesParameter)
  }
}

function without(value: unknown, hidesParameter: Hides, level = 0): unknown {
  if (typeof value === 'string') return withoutInUrl(value, hidesParameter)
  if (typeof value !== 'object' || value === null) return value
  if (level > LEVELS) return DEEPER
  if (Array.isArray(value)) return value.map((each) => without(each, hidesParameter, level + 1))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      hides(name, each) ? MASK : without(each, hidesParameter, level + 1),
    ]),
  )
}

/** Text that is a URL: without its password and values of its query. */
function withoutInUrl(text: string, hidesParameter: Hides): string {
  if (!/^[a-z][a-z\d+.-]*:\/\/\S+$/i.test(text)) return text
  return text
    .replace(/^([^/]+\/\/[^/?#:@]*):[^/?#]*@/, `$1:${MASK}@`)
    .replaceAll(
      /([?&])([^=&#]+)(=?)[^&#]*/g,
      (whole: string, before: string, name: string, equals: string) => {
        if (!hidesParameter(name)) return whole
        return equals === '' ? `${before}${MASK}` : `${before}${name}=${MASK}`
      },
    )
}

function hides(name: string, value: unknown): boolean {
  return SECRET.test(name) && (typeof value === 'string' || (typeof value === 'object' && value !== null))
}

/** As JSON: without what is absent, with large numbers as text and bytes in base64. */
export function plain(value: unknown, level = 0): unknown {
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (typeof value !== 'object' || value === null) return value
  if (level > LEVELS) return DEEPER
  if (Array.isArray(value)) return value.map((each) => plain(each, level + 1))
  const fields = Object.entries(value).filter(([, each]) => each !== null && each !== undefined)
  return Object.fromEntries(fields.map(([name, each]) => [name, plain(each, level + 1)]))
}
