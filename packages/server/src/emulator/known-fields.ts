import { isJsonObject } from '@ringpost/protocol/json'
import { closestMatch } from 'leven'

/** The part of a schema that names fields. */
interface Schema {
  properties?: Readonly<Record<string, object>>
  items?: object
  anyOf?: readonly object[]
}

/**
 * What is wrong with the first field that a schema does not have, at any depth: a typing error that would otherwise change nothing but what
 * a test tests. Undefined if there is none.
 */
export function unknownField(value: unknown, schema: object): string | undefined {
  const { properties, items, anyOf = [] } = schema as Schema
  if (Array.isArray(value)) return first(value, (each) => items && unknownField(each, items))
  if (!isJsonObject(value)) return undefined
  const fields =
    properties ?? anyOf.map((each) => (each as Schema).properties).find((each) => each !== undefined)
  if (fields === undefined) return undefined
  return first(Object.keys(value), (name) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    return field === undefined ? described(name, Object.keys(fields)) : unknownField(value[name], field)
  })
}

function described(name: string, known: readonly string[]): string {
  const likely = closestMatch(name, known, { maxDistance: 3 })
  return `there is no field ${name}${likely === undefined ? `; there are ${known.join(', ')}` : `, did you mean ${likely}?`}`
}

function first<Item>(items: readonly Item[], find: (item: Item) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}
