/** What is read from JSON of others: what is missing, null or of another type is undefined. */

export type Fields = Readonly<Record<string, unknown>>

/** The object itself, or an empty one. */
export function fieldsOf(value: unknown): Fields {
  return isObject(value) ? value : {}
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value at a path of keys. */
export function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    const fields = fieldsOf(inner)
    return Object.hasOwn(fields, key) ? fields[key] : undefined
  }, value)
}

/** Text that is not empty; numbers are taken as text, as some services and callers mix them. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A whole number, also written as text. */
export function wholeOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined
}

/** JSON, or undefined if the text is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Without the fields that are undefined or null: services refuse null. */
export function present(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  )
}

/** Both, the second winning; objects are merged, null changes nothing. */
export function merged(base: Fields, over: Fields): Record<string, unknown> {
  const result = new Map(Object.entries(base))
  for (const [key, value] of Object.entries(over)) {
    if (value === null || value === undefined) continue
    const below = result.get(key)
    result.set(key, isObject(below) && isObject(value) ? merged(below, value) : value)
  }
  return Object.fromEntries(result)
}

/** The names of all levels in snake case, as the vendor's blocks have them in camel case. */
export function snakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCase)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [snakeName(key), snakeCase(inner)]))
}

export function snakeName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
