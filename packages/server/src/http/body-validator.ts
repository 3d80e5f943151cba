import { ApiError, type ErrorCode, type Faults, type Operation } from '@ringpost/contract'
import { isJsonObject } from '@ringpost/protocol/json'
import type { TObject, TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { declaredValue } from './declared-value.ts'

type Annotated = TSchema & { faults?: Faults; limit?: number; anyOf?: TSchema[]; type?: string }

/** What a body schema is made into. */
class CompiledBody {
  readonly #schema: TSchema
  readonly #check: Validator
  readonly #read: (value: unknown) => unknown
  #objects: ObjectDiagnosis[] | undefined

  constructor(schema: TSchema) {
    this.#schema = schema
    this.#check = Compile(schema)
    this.#read = declaredValue(schema)
  }

  /** @throws ApiError */
  accept(value: unknown, { bodyFault, fold: aliases }: Operation): unknown {
    // An empty body means "no fields" (client-quirks.md Q5), and so does `[]` (Q6).
    const folded = this.#read(fold(value ?? {}, aliases))
    if (this.#check.Check(folded)) return folded
    const schema = this.#schema
    const fallback = bodyFault ?? 'request.argument_illegal'
    const expectsArray = isArraySchema(schema) || (schema as Annotated).anyOf?.some(isArraySchema) === true
    const items = Array.isArray(folded) && expectsArray ? folded : [folded]
    this.#objects ??= objectSchemas(schema).map((object) => new ObjectDiagnosis(object))
    for (const item of items) {
      if (!isJsonObject(item)) throw new ApiError(fallback)
      likest(this.#objects, item)?.explain(item)
    }
    throw new ApiError(fallback)
  }
}

/** Shared by all servers of the process. */
const compiled = new WeakMap<TSchema, CompiledBody>()

function compiledBody(schema: TSchema): CompiledBody {
  const known = compiled.get(schema)
  if (known !== undefined) return known
  const made = new CompiledBody(schema)
  compiled.set(schema, made)
  return made
}

/**
 * Checks the body of an operation. The fast path is one compiled check; only a body that fails it is walked field
 * by field, in declared order, to find the documented error (rest-messages-users.md §5.2, §3). It is compiled with the first body:
 * compiling all takes more than half of the time in which a server starts.
 */
export function bodyValidator(operation: Operation): (value: unknown) => unknown {
  const schema = operation.body
  if (schema === undefined) return () => undefined
  let body: CompiledBody | undefined
  return (value) => {
    body ??= compiledBody(schema)
    return body.accept(value, operation)
  }
}

function fold(value: unknown, aliases: Operation['fold']): unknown {
  if (aliases === undefined || !isJsonObject(value)) return value
  const folded: Record<string, unknown> = { ...value }
  for (const [alias, canonical] of Object.entries(aliases)) {
    if (alias in folded && !(canonical in folded)) folded[canonical] = folded[alias]
  }
  return folded
}

interface Field {
  name: string
  schema: Annotated
  required: boolean
  check: Validator
  /** Checks the objects in it: the field itself, or the items of a list. */
  inner: ObjectDiagnosis | undefined
}

class ObjectDiagnosis {
  readonly #fields: Field[]

  constructor(schema: TObject) {
    const required = new Set(schema.required as string[] | undefined)
    this.#fields = Object.entries(schema.properties).map(([name, field]) => ({
      name,
      schema: field as Annotated,
      required: required.has(name),
      check: Compile(field),
      inner: objectSchemas(field).map((each) => new ObjectDiagnosis(each))[0],
    }))
  }

  /** The number of this schema's fields that a value has. */
  likeness(value: Record<string, unknown>): number {
    return this.#fields.filter(({ name }) => value[name] !== undefined).length
  }

  /** @throws ApiError of the first field, in declared order, that is missing or wrong and declares a fault. */
  explain(value: Record<string, unknown>): void {
    for (const { name, schema, required, check, inner } of this.#fields) {
      const given = value[name]
      if (given === undefined && !required) continue
      if (given !== undefined && isValid(check, given)) continue
      for (const item of Array.isArray(given) ? given : [given]) if (isJsonObject(item)) inner?.explain(item)
      // Some callers send `null` for a missing value.
      const missing = given === undefined || (given === null && required)
      const code = missing ? (schema.faults?.required ?? schema.faults?.else) : violated(schema, check, given)
      if (code !== undefined)
        throw new ApiError(code, { limit: schema.limit ?? 0, field: name, reason: `${name} is illegal` })
    }
  }
}

/** Of several forms that a body may take, the one that the caller most likely meant. */
function likest(
  objects: readonly ObjectDiagnosis[],
  value: Record<string, unknown>,
): ObjectDiagnosis | undefined {
  const likeness = objects.map((object) => object.likeness(value))
  return objects[likeness.indexOf(Math.max(...likeness))]
}

/** Deliberately not a type guard: a value that fails is still inspected. */
function isValid(check: Validator, value: unknown): boolean {
  return check.Check(value)
}

function violated(schema: Annotated, check: Validator, value: unknown): ErrorCode | undefined {
  const faults = schema.faults
  if (faults === undefined) return undefined
  for (const error of check.Errors(value)) {
    const code = faults[error.keyword as keyof Faults]
    if (code !== undefined) return code
  }
  return faults.else
}

function objectSchemas(schema: TSchema): TObject[] {
  const { anyOf, type, items, properties } = schema as Annotated & { items?: TSchema; properties?: unknown }
  if (anyOf !== undefined) return anyOf.flatMap(objectSchemas)
  if (type === 'array' && items !== undefined) return objectSchemas(items)
  return properties === undefined ? [] : [schema as TObject]
}

function isArraySchema(schema: TSchema): boolean {
  return (schema as Annotated).type === 'array'
}
