import { ExactNumber, isJsonObject } from '@ringpost/protocol/json'
import type { TSchema } from 'typebox'

type Schema = TSchema & {
  type?: string
  anyOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  patternProperties?: Record<string, Schema>
}

type Reading = (value: unknown) => unknown

/**
 * Reads values as the declaration means them: a number becomes text where text is declared, because callers in typed languages
 * send numeric ids as numbers; it becomes a plain number where a number is declared; an empty array becomes the declared empty
 * object, because PHP encodes one that way. Undeclared values stay as they are.
 */
export function declaredValue(schema: TSchema): Reading {
  const shapes = alternatives(schema as Schema)
  const types = new Set(shapes.map(({ type }) => type ?? 'anything'))
  const takesNumbers = types.has('number') || types.has('integer')
  const lists = shapes.filter(({ type }) => type === 'array')
  const readItem = lists[0]?.items && declaredValue(lists[0].items)
  const readFields = fieldsReading(shapes.filter(({ type }) => type === 'object'))
  return (value) => {
    if (typeof value === 'string') return value
    if (typeof value === 'number' || value instanceof ExactNumber) {
      if (takesNumbers) return Number(value)
      if (types.has('anything')) return value
      return types.has('string') ? String(value) : Number(value)
    }
    if (Array.isArray(value)) {
      if (lists.length === 0 && value.length === 0 && types.has('object')) return {}
      return readItem === undefined ? value : readItems(value, readItem)
    }
    return isJsonObject(value) ? readFields(value) : value
  }
}

function alternatives(schema: Schema): Schema[] {
  return schema.anyOf === undefined ? [schema] : schema.anyOf.flatMap(alternatives)
}

/** If several forms of a body share a field name, they mean the same by it. */
function fieldsReading(shapes: readonly Schema[]): (object: Record<string, unknown>) => unknown {
  const named = shapes.flatMap(({ properties }) => Object.entries(properties ?? {}))
  const fields = named.map(([name, schema]) => [name, declaredValue(schema)] as const)
  const [others] = shapes.flatMap(({ patternProperties }) => Object.values(patternProperties ?? {}))
  const readOther = others && others.type !== undefined ? declaredValue(others) : undefined
  return (object) => {
    if (readOther !== undefined) {
      // `fromEntries` defines properties: a key named __proto__ is data.
      return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, readOther(value)]))
    }
    let read = object
    for (const [name, readField] of fields) {
      const value = object[name]
      // Texts are read as they are; most fields are texts, or missing.
      if (value === undefined || typeof value === 'string') continue
      const meant = readField(value)
      if (Object.is(meant, value)) continue
      if (read === object) read = { ...object }
      read[name] = meant
    }
    return read
  }
}

function readItems(list: readonly unknown[], readItem: Reading): readonly unknown[] {
  const index = list.findIndex((item) => !Object.is(readItem(item), item))
  return index < 0 ? list : list.map(readItem)
}
