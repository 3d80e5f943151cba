import type { Operation } from '@ringpost/contract'

/** A JSON Schema (2020-12), reduced to the keywords that the documentation reads. */
export interface JsonSchema {
  /** Name of the schema: one with a name is documented once. */
  title?: string
  type?: string | readonly string[]
  const?: unknown
  enum?: readonly unknown[]
  description?: string
  examples?: readonly unknown[]
  properties?: Readonly<Record<string, JsonSchema>>
  required?: readonly string[]
  additionalProperties?: boolean | JsonSchema
  patternProperties?: Readonly<Record<string, JsonSchema>>
  items?: JsonSchema
  anyOf?: readonly JsonSchema[]
  minLength?: number
  maxLength?: number
  pattern?: string
  minItems?: number
  maxItems?: number
  minimum?: number
  maximum?: number
  format?: string
  /** A union of which callers need only know the first form: what else is accepted, in words. */
  alsoAccepts?: string
  /** The field that this one repeats under another spelling; it is not documented on its own. */
  sameAs?: string
  /** The other spelling under which this field is sent, too. */
  alsoAs?: string
  /** The documented error for each violated keyword: JSON Schema keyword (or `else`) -> error code. */
  'x-errors'?: Readonly<Record<string, string>>
}

/** The schema of a declaration, without the parts that only the server understands: `faults` become `x-errors`. */
export function plainSchema(schema: NonNullable<Operation['body']>): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    // Among the fields of an object, it is the name of one.
    if (key === 'properties' || typeof value !== 'object' || value === null || !('faults' in value))
      return value
    const { faults, limit: _limit, ...rest } = value as { faults: unknown; limit?: number }
    return { ...rest, 'x-errors': faults }
  })
}

/** The type of a schema other than null; undefined if it has none, or several. */
export function typeIn({ type }: JsonSchema): string | undefined {
  if (type === undefined || typeof type === 'string') return type
  const others = type.filter((each) => each !== 'null')
  return others.length === 1 ? others[0] : undefined
}

/** Whether null is among the values. */
export function allowsNull({ type, anyOf }: JsonSchema): boolean {
  return (
    (Array.isArray(type) && type.includes('null')) || anyOf?.some((each) => each.type === 'null') === true
  )
}
