import { allowsNull, type JsonSchema, typeIn } from './json-schema.ts'

/** One row of a table of fields. */
export interface Field {
  /** Dotted path; `[]` for the items of an array. */
  name: string
  type: string
  required: boolean
  meaning: string
  /** Limits in words; empty if there are none. */
  limits: string
}

/** Fields of an object, of the items of an array, or of the first object among alternatives; nested names are dotted. */
export function fieldsOf(schema: JsonSchema, prefix = ''): Field[] {
  const object = schema.anyOf?.find(holdsFields) ?? schema
  if (typeIn(object) === 'array') {
    const items = object.items ?? {}
    return prefix === '' ? fieldsOf(items, '[].') : fieldsOf(items, `${prefix.slice(0, -1)}[].`)
  }
  return Object.entries(object.properties ?? {}).flatMap(([name, field]) => [
    {
      name: prefix + name,
      type: typeOf(field),
      required: object.required?.includes(name) === true,
      meaning: field.description ?? '',
      limits: limitsOf(field),
    },
    ...(holdsFields(field) ? fieldsOf(field, `${prefix}${name}.`) : []),
  ])
}

function holdsFields(schema: JsonSchema): boolean {
  const object = typeIn(schema) === 'array' ? schema.items : schema
  return Object.keys(object?.properties ?? {}).length > 0
}

/** `string`, `array of string`, `"user"`, `boolean or string`, `string or null`. */
export function typeOf(schema: JsonSchema): string {
  return allowsNull(schema) && schema.anyOf === undefined
    ? `${nonNullType(schema)} or null`
    : nonNullType(schema)
}

function nonNullType(schema: JsonSchema): string {
  if ('const' in schema) return JSON.stringify(schema.const)
  if (schema.enum !== undefined)
    return schema.enum
      .filter((value) => value !== null)
      .map((value) => JSON.stringify(value))
      .join(' or ')
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeOf))].join(' or ')
  const type = typeIn(schema)
  if (type === 'array') return `array of ${typeOf(schema.items ?? {})}`
  if (schema.patternProperties !== undefined) {
    const [value = {}] = Object.values(schema.patternProperties)
    return Object.keys(value).length === 0 ? 'object' : `map of ${typeOf(value)}`
  }
  return type ?? 'anything'
}

function limitsOf(schema: JsonSchema): string {
  const { minLength = 0, maxLength, minItems = 0, maxItems, minimum, maximum } = schema
  const own = [
    ...(maxLength === undefined ? [] : [`at most ${maxLength} characters`]),
    ...(minLength === 0 ? [] : [minLength === 1 ? 'not empty' : `at least ${minLength} characters`]),
    ...(maxItems === undefined ? [] : [`at most ${maxItems}`]),
    ...(minimum === undefined || minimum <= -(2 ** 31) ? [] : [`at least ${minimum}`]),
    ...(maximum === undefined || maximum >= 2 ** 31 - 1 ? [] : [`at most ${maximum}`]),
    ...(minItems === 0 ? [] : [`at least ${minItems}`]),
  ]
  return [...own, ...(schema.anyOf ?? []).map(limitsOf)].filter((text) => text !== '').join(', ')
}
