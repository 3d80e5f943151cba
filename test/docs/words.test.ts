import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { allOperations, type Operation } from '@ringpost/contract'
import {
  areaWords,
  type Direction,
  fieldWords,
  namedFieldWords,
  namedWords,
  pathParameters,
} from '@ringpost/contract/words'
import { describedSchema } from '../../packages/server/src/docs/described-schema.ts'
import { type JsonSchema, typeIn } from '../../packages/server/src/docs/json-schema.ts'
import { replySchema } from '../../packages/server/src/docs/reply-schema.ts'
import { requestsOf } from '../../packages/server/src/docs/requests.ts'

/** Every schema in a schema, with the names that lead there. */
function* walk(schema: JsonSchema, path: string): Generator<{ schema: JsonSchema; path: string }> {
  yield { schema, path }
  for (const [name, field] of Object.entries(schema.properties ?? {})) yield* walk(field, `${path}.${name}`)
  for (const each of Object.values(schema.patternProperties ?? {})) yield* walk(each, `${path}{}`)
  for (const each of schema.anyOf ?? []) yield* walk(each, path)
  if (schema.items !== undefined) yield* walk(schema.items, `${path}[]`)
}

/** Each part of an operation as readers see it. */
function partsOf(operation: Operation): { part: string; schema: JsonSchema }[] {
  const { query, body, form, streams } = operation
  const asked = Object.entries({ query, body, form }).flatMap(([part, schema]) =>
    schema === undefined ? [] : [{ part, schema: describedSchema(operation, 'asked', schema) }],
  )
  if (streams === 'out') return asked
  return [...asked, { part: 'reply', schema: replySchema(operation, operation.method) }]
}

const parts = allOperations.flatMap((operation) =>
  partsOf(operation).map(({ part, schema }) => ({ path: `${operation.id} ${part}`, schema })),
)
const schemas = parts.flatMap(({ path, schema }) => [...walk(schema, path)])

describe('the documentation explains', () => {
  test('every field of every query, body and reply', () => {
    const missing = schemas.flatMap(({ schema, path }) =>
      Object.entries(schema.properties ?? {})
        .filter(([, field]) => !field.description)
        .map(([name]) => `${path}.${name}`),
    )
    assert.deepEqual(missing, [])
  })

  test('every path parameter, and no others', () => {
    const used = new Set(allOperations.flatMap(requestsOf).flatMap(({ parameters }) => parameters))
    assert.deepEqual(Object.keys(pathParameters).sort(), [...used].sort())
  })

  test('every operation', () => {
    assert.deepEqual(
      allOperations.filter(({ summary }) => summary.length < 8).map(({ id }) => id),
      [],
    )
  })

  test('every result that is not an object of its own', () => {
    const missing = parts.filter(({ path, schema }) => {
      if (!path.endsWith(' reply')) return false
      const { data, entities } = schema.properties ?? {}
      const bare = typeIn(schema) === 'object' ? undefined : schema
      return [data, entities, bare].some((each) => each !== undefined && isUnexplained(each))
    })
    assert.deepEqual(
      missing.map(({ path }) => path),
      [],
    )
  })
})

/** Whether only the description could say what it is, and does not. */
function isUnexplained({ description = 'The result', properties, anyOf }: JsonSchema): boolean {
  return description === 'The result' && properties === undefined && anyOf === undefined
}

test('arrays say what their items are', () => {
  const wrong = schemas.filter(({ schema }) => typeIn(schema) === 'array' && schema.items === undefined)
  assert.deepEqual(
    wrong.map(({ path }) => path),
    [],
  )
})

test('no words are left over', () => {
  const used = new Set<string>()
  for (const operation of allOperations) {
    const { query, body, form, reply, further } = operation
    const note = (direction: Direction, schema: Operation['body']) => {
      if (schema !== undefined) noteFields(operation, direction, schema as JsonSchema, { path: [] })
    }
    for (const each of [query, body, form]) note('asked', each)
    for (const each of [reply, further]) note('answered', each)
  }

  function noteFields(
    operation: Operation,
    direction: Direction,
    schema: JsonSchema,
    { path, name }: { path: readonly string[]; name?: string | undefined },
  ): void {
    const { title } = schema
    if (title !== undefined) used.add(`${title} about`)
    const within = title === undefined ? { path, name } : { path: [], name: title }
    for (const [field, each] of Object.entries(schema.properties ?? {})) {
      const to = [...within.path, field]
      const found =
        within.name === undefined
          ? fieldWords(operation, direction, to)
          : namedFieldWords(within.name, direction, to)
      if (found !== undefined && each.description === undefined) used.add(found.key)
      noteFields(operation, direction, each, { ...within, path: to })
    }
    for (const each of [
      ...Object.values(schema.patternProperties ?? {}),
      ...(schema.anyOf ?? []),
      ...(schema.items === undefined ? [] : [schema.items]),
    ])
      noteFields(operation, direction, each, within)
  }

  const acts = new Set(allOperations.map(({ id }) => id))
  const written = [
    ...Object.entries(areaWords).flatMap(([area, { asked = {}, answered = {} }]) => [
      ...Object.keys(asked).map((key) => `${area}.asked ${key}`),
      ...Object.keys(answered).map((key) => `${area}.answered ${key}`),
    ]),
    ...Object.entries(namedWords).flatMap(([name, { fields }]) => [
      `${name} about`,
      ...Object.keys(fields).map((key) => `${name} ${key}`),
    ]),
  ]
  const leftOver = written.filter((key) => !used.has(key))
  const ofNoAct = Object.entries(areaWords).flatMap(([area, { acts: said = {}, results = {} }]) =>
    [...Object.keys(said), ...Object.keys(results)]
      .map((act) => `${area}.${act}`)
      .filter((id) => !acts.has(id)),
  )
  assert.deepEqual([...leftOver, ...ofNoAct], [])
})

test('what a request may stream is declared', () => {
  assert.deepEqual(
    allOperations
      .filter(({ streams, form }) => (streams === 'in') !== (form !== undefined))
      .map(({ id }) => id),
    [],
  )
})
