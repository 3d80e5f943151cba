import type { Operation } from '@ringpost/contract'
import {
  type Direction,
  type FoundWords,
  fieldWords,
  namedFieldWords,
  namedWords,
} from '@ringpost/contract/words'
import { type JsonSchema, plainSchema } from './json-schema.ts'
import { simpleSchema } from './simple-schema.ts'

interface Place {
  /** Names from the outermost object, or from the nearest schema that has a name. */
  path: readonly string[]
  direction: Direction
  find(path: readonly string[]): FoundWords | undefined
}

/** A declared schema as readers see it: simple, and with the meaning of every field. */
export function describedSchema(
  operation: Operation,
  direction: Direction,
  schema: NonNullable<Operation['body']>,
): JsonSchema {
  const find = (path: readonly string[]) => fieldWords(operation, direction, path)
  return described(simpleSchema(plainSchema(schema)), { find, path: [], direction })
}

/** What stands in the schema itself comes first; a schema that has a name explains its fields itself. */
function described(schema: JsonSchema, place: Place): JsonSchema {
  const { title, alsoAccepts, alsoAs, description: own, ...rest } = schema
  const within: Place =
    title === undefined
      ? place
      : { ...place, path: [], find: (path) => namedFieldWords(title, place.direction, path) }
  const text = own ?? (title === undefined ? undefined : namedWords[title]?.about)
  const note = noteOf(schema)
  const description = text !== undefined && note !== undefined ? `${text} (${note})` : (text ?? note)
  const each = (schemas: Readonly<Record<string, JsonSchema>>) =>
    Object.fromEntries(Object.entries(schemas).map(([key, value]) => [key, described(value, within)]))
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...rest,
    ...(rest.properties && { properties: fields(rest.properties, within) }),
    ...(rest.patternProperties && { patternProperties: each(rest.patternProperties) }),
    ...(rest.items && { items: described(rest.items, within) }),
    ...(rest.anyOf && { anyOf: rest.anyOf.map((alternative) => described(alternative, within)) }),
  }
}

function fields(properties: Readonly<Record<string, JsonSchema>>, place: Place): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, field]) => {
      const path = [...place.path, name]
      const description = field.description ?? place.find(path)?.text ?? textInUnion(field)
      return [
        name,
        described({ ...field, ...(description !== undefined && { description }) }, { ...place, path }),
      ]
    }),
  )
}

function noteOf({ alsoAccepts, alsoAs }: JsonSchema): string | undefined {
  if (alsoAs !== undefined) return `also sent as \`${alsoAs}\``
  return alsoAccepts === undefined ? undefined : `accepted, too: ${alsoAccepts}`
}

function textInUnion({ anyOf = [] }: JsonSchema): string | undefined {
  return anyOf.find((each) => each.description !== undefined)?.description
}
