import type { JsonSchema } from './json-schema.ts'

/**
 * The same schema in the form that readers and generators of clients expect: alternatives of one type are an enumeration, null is
 * a type beside another, and only the descriptions name what is accepted, or sent twice, for the sake of old callers.
 */
export function simpleSchema(schema: JsonSchema): JsonSchema {
  const simple = opened(withoutRepeats(simplified(withoutLeniency(schema))))
  return {
    ...simple,
    ...(simple.properties && { properties: mapped(simple.properties) }),
    ...(simple.patternProperties && { patternProperties: mapped(simple.patternProperties) }),
    ...(typeof simple.additionalProperties === 'object' && {
      additionalProperties: simpleSchema(simple.additionalProperties),
    }),
    ...(simple.items && { items: simpleSchema(simple.items) }),
    ...(simple.anyOf && { anyOf: simple.anyOf.map(simpleSchema) }),
  }
}

/** Generators take an object of unnamed fields for one without any, unless it says that it may have more. */
function opened(schema: JsonSchema): JsonSchema {
  const { type, properties = {}, patternProperties, additionalProperties } = schema
  const isOpen =
    type === 'object' &&
    Object.keys(properties).length === 0 &&
    patternProperties === undefined &&
    additionalProperties === undefined
  return isOpen ? { ...schema, additionalProperties: true } : schema
}

/** Generators make one name of `lastModified` and `last_modified`. */
function withoutRepeats(schema: JsonSchema): JsonSchema {
  const { properties, required } = schema
  const repeats = Object.entries(properties ?? {}).filter(([, { sameAs }]) => sameAs !== undefined)
  if (properties === undefined || repeats.length === 0) return schema
  const spellings = new Map(repeats.map(([name, { sameAs }]) => [sameAs, name]))
  const names = new Set(repeats.map(([name]) => name))
  return {
    ...schema,
    ...(required && { required: required.filter((name) => !names.has(name)) }),
    properties: Object.fromEntries(
      Object.entries(properties)
        .filter(([name]) => !names.has(name))
        .map(([name, field]) => {
          const other = spellings.get(name)
          return [name, other === undefined ? field : { ...field, alsoAs: other }]
        }),
    ),
  }
}

function mapped(schemas: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(schemas).map(([name, each]) => [name, simpleSchema(each)]))
}

/** Keeps the first form of a union, and null; `alsoAccepts` stays for the description. */
function withoutLeniency(schema: JsonSchema): JsonSchema {
  const { anyOf, ...rest } = schema
  if (schema.alsoAccepts === undefined || anyOf === undefined) return schema
  const [first, ...others] = anyOf
  const nothing = others.filter(({ type }) => type === 'null')
  return nothing.length === 0 ? { ...first, ...rest } : { ...rest, anyOf: [first!, ...nothing] }
}

function simplified(schema: JsonSchema): JsonSchema {
  const { anyOf, ...rest } = schema
  if (typeof schema.const === 'boolean') return fixedFlag(schema)
  if (anyOf === undefined) return schema
  const values = anyOf.filter((each) => each.type !== 'null').map(withoutLeniency)
  const isNullable = values.length < anyOf.length
  if (values.every((each) => 'const' in each)) {
    const constants = values.map((each) => each.const)
    const types = [...new Set(constants.map((each) => typeof each))]
    return { ...rest, ...typed(types, isNullable), enum: isNullable ? [...constants, null] : constants }
  }
  const [only] = values
  if (values.length > 1 || !isNullable) return schema
  const simple = simplified(only!)
  if (typeof simple.type !== 'string')
    return { ...simple, ...rest, anyOf: [...(simple.anyOf ?? [simple]), { type: 'null' }] }
  const { enum: constants } = simple
  return {
    ...simple,
    ...rest,
    ...typed([simple.type], true),
    ...(constants && { enum: [...constants, null] }),
  }
}

/** Generators know enumerations of texts and numbers only. */
function fixedFlag({ const: value, ...rest }: JsonSchema): JsonSchema {
  return { ...rest, examples: [value] }
}

function typed(types: readonly string[], isNullable: boolean): Pick<JsonSchema, 'type'> {
  const all = isNullable ? [...types, 'null'] : types
  return { type: all.length === 1 ? all[0]! : all }
}
