import type { JsonSchema } from './json-schema.ts'

/** One row of a table of fields. */
export interface Field {
  /** Dotted path; `[]` for the items of an array. */
  name: string
  type: string
  required: boolean
  /** Limits in words; empty if there are none. */
  limits: string
}

/** Fields of an object, of the items of an array, or of the first object among alternatives; nested names are dotted. */
export function fieldsOf(schema: JsonSchema, prefix = ''): Field[] {
  const object = schema.anyOf?.find(holdsFields) ?? schema
  if (object.type === 'array') {
    const items = object.items ?? {}
    return prefix === '' ? fieldsOf(items, '[].') : fieldsOf(items, `${prefix.slice(0, -1)}[].`)
  }
  return Object.entries(object.properties ?? {}).flatMap(([name, field]) => [
    {
      name: prefix + name,
      type: typeOf(field),
      required: object.required?.includes(name) === true,
      limits: limitsOf(field),
    },
    ...(holdsFields(field) ? fieldsOf(field, `${prefix}${name}.`) : []),
  ])
}

function holdsFields(schema: JsonSchema): boolean {
  const object = schema.type === 'array' ? schema.items : schema
  return Object.keys(object?.properties ?? {}).length > 0
}

/** `string`, `array of string`, `"user"`, `boolean or string`. */
export function typeOf(schema: JsonSchema): string {
  if ('const' in schema) return JSON.stringify(schema.const)
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeOf))].join(' or ')
  if (schema.type === 'array') return `array of ${typeOf(schema.items ?? {})}`
  if (schema.patternProperties !== undefined) {
    const [value = {}] = Object.values(schema.patternProperties)
    return Object.keys(value).length === 0 ? 'object' : `map of ${typeOf(value)}`
  }
  return schema.type ?? 'anything'
}

function limitsOf(schema: JsonSchema): string {
  const { minLength = 0, maxLength, minItems = 0, maxItems } = schema
  const own = [
    ...(maxLength === undefined ? [] : [`at most ${maxLength} characters`]),
    ...(minLength === 0 ? [] : [minLength === 1 ? 'not empty' : `at least ${minLength} characters`]),
    ...(maxItems === undefined ? [] : [`at most ${maxItems}`]),
    ...(minItems === 0 ? [] : [`at least ${minItems}`]),
  ]
  return [...own, ...(schema.anyOf ?? []).map(limitsOf)].filter((text) => text !== '').join(', ')
}
