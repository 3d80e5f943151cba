import { namedWords } from '@ringpost/contract/words'
import type { JsonSchema } from './json-schema.ts'

/** A schema as OpenAPI has it: a `$ref` in place of each schema that has a name. */
export type ReferringSchema = JsonSchema | { $ref: string; description?: string }

/** Collects the schemas that have a name, for `components`, while others are rewritten to refer to them. */
export class NamedSchemas {
  readonly #byName = new Map<string, JsonSchema>()

  /** Sorted by name. */
  get all(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.#byName].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  /** @throws Error if two different schemas have one name. */
  referring(schema: JsonSchema): ReferringSchema {
    const { title: name, description, ...rest } = schema
    const inner = this.#withReferences(rest)
    if (name === undefined) return { ...(description !== undefined && { description }), ...inner }
    const about = namedWords[name]?.about
    const named = { ...(about !== undefined && { description: about }), ...inner }
    const known = this.#byName.get(name)
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(named))
      throw new Error(`two schemas are named ${name}`)
    this.#byName.set(name, named)
    const $ref = `#/components/schemas/${name}`
    return description === undefined || description === about ? { $ref } : { $ref, description }
  }

  #withReferences(schema: JsonSchema): JsonSchema {
    const { properties, patternProperties, items, anyOf, ...rest } = schema
    return {
      ...rest,
      ...(properties && { properties: this.#each(properties) }),
      ...mapSchema(patternProperties && this.#each(patternProperties)),
      ...(items && { items: this.referring(items) as JsonSchema }),
      ...(anyOf && { anyOf: anyOf.map((each) => this.referring(each) as JsonSchema) }),
    }
  }

  #each(schemas: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
    return Object.fromEntries(
      Object.entries(schemas).map(([name, each]) => [name, this.referring(each) as JsonSchema]),
    )
  }
}

/** Maps with keys of any kind, in the form that generators of clients know. */
function mapSchema(patterns: Readonly<Record<string, JsonSchema>> | undefined): JsonSchema {
  if (patterns === undefined) return {}
  const [value = {}] = Object.values(patterns)
  return { additionalProperties: Object.keys(value).length === 0 ? true : value }
}
