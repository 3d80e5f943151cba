import type { Operation } from '@ringpost/contract'

/** A JSON Schema (2020-12), reduced to the keywords that the documentation reads. */
export interface JsonSchema {
  type?: string
  const?: unknown
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
  minItems?: number
  maxItems?: number
  format?: string
  /** The documented error for each violated keyword: JSON Schema keyword (or `else`) -> error code. */
  'x-errors'?: Readonly<Record<string, string>>
}

/** The schema of a declaration, without the parts that only the server understands: `faults` become `x-errors`. */
export function plainSchema(schema: NonNullable<Operation['body']>): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('faults' in value)) return value
    const { faults, limit: _limit, ...rest } = value as { faults: unknown; limit?: number }
    return { ...rest, 'x-errors': faults }
  })
}
