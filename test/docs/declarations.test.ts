import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, test } from 'node:test'
import {
  allOperations,
  errorTable,
  generalErrors,
  nativeCalls,
  type Operation,
  sdk5Calls,
  sdkCalls,
  seedCalls,
  socketOperations,
} from '@ringpost/contract'
import { OperationRouter } from '../../packages/server/src/http/operation-router.ts'

const router = new OperationRouter(allOperations, [])

/** Id of the operation that answers a call; parameters match themselves. */
function answering(request: string): string | undefined {
  const [method = '', pattern = ''] = request.split(' ')
  const path = pattern.replaceAll(/:(\w+)/g, 'some-$1')
  for (const scope of ['root', 'app'] as const) {
    const found = router.find(scope, method, path)
    if (found !== undefined) return found.route.operation.id
  }
  return undefined
}

function requestsOf({ scope, method, alsoMethods = [], path, alsoPaths = [] }: Operation): string[] {
  const pattern = (each: string) => each.replaceAll(/:\w+/g, ':')
  return [path, ...alsoPaths].flatMap((eachPath) =>
    [method, ...alsoMethods].map((eachMethod) => `${scope ?? 'app'} ${eachMethod} ${pattern(eachPath)}`),
  )
}

/** Duplicates. */
function repeated(names: readonly string[]): string[] {
  return names.filter((name, i) => names.indexOf(name) !== i)
}

test('every operation has its own id, of the form area.act', () => {
  const ids = [...allOperations, ...socketOperations].map(({ id }) => id)
  assert.deepEqual(repeated(ids), [])
  assert.deepEqual(
    ids.filter((id) => !/^[a-z]+\.[a-z][a-zA-Z0-9]*$/.test(id)),
    [],
  )
})

test('no method and path is declared twice', () => {
  assert.deepEqual(repeated(allOperations.flatMap(requestsOf)), [])
})

describe('calls that must be answered', () => {
  test('each call in the seeds has an operation', () => {
    const wrong = seedCalls.filter(({ request, operation }) => answering(request) !== operation)
    assert.deepEqual(wrong, [])
  })

  test('each REST call of the web SDKs has an operation', () => {
    const wrong = sdkCalls.filter(({ request, operation }) => answering(request) !== operation)
    assert.deepEqual(wrong, [])
  })

  test('each REST call of the native SDK has an operation', () => {
    const wrong = nativeCalls.filter(({ request, operation }) => answering(request) !== operation)
    assert.deepEqual(wrong, [])
  })

  test('each REST call of SDK 5 has an operation', () => {
    const wrong = sdk5Calls.filter(({ request, operation }) => answering(request) !== operation)
    assert.deepEqual(wrong, [])
  })

  test('all 169 rows of the SDK reference are present', () => {
    const counts = { L: 4, F: 6, C: 11, V: 18, U: 3, G: 49, R: 39, P: 5, N: 9, E: 4, T: 12, X: 9 }
    const rows = Object.entries(counts).flatMap(([area, count]) => numbered(area, count))
    assert.equal(rows.length, 169)
    assert.deepEqual(
      sdkCalls.map(({ row }) => row),
      rows,
    )
  })

  test('the methods named exist in the published SDK 5', () => {
    const bundle = readFileSync(createRequire(import.meta.url).resolve('easemob-chat-uikit'), 'utf8')
    const named = sdk5Calls.flatMap(({ act }) => act.match(/\b[a-z]+[A-Z]\w+/g) ?? [])
    assert.deepEqual(
      named.filter((name) => !new RegExp(`\\b${name}\\b`).test(bundle)),
      [],
    )
  })

  test('the methods named exist in the published SDK', () => {
    const bundle = readFileSync(createRequire(import.meta.url).resolve('easemob-websdk'), 'utf8')
    const names = sdkCalls.flatMap(({ methods }) => methods).map((name) => name.replace(/^utils\./, ''))
    assert.deepEqual(
      names.filter((name) => !new RegExp(`\\b${name}\\b`).test(bundle)),
      [],
    )
  })
})

describe('sources', () => {
  test('name exactly the SDK rows that the operation answers', () => {
    const wrong = allOperations.filter(({ id, source }) => {
      const named = /sdk-rest-calls\.md ((?:[A-Z]\d+(?:, )?)+)/.exec(source)?.[1]?.match(/[A-Z]\d+/g) ?? []
      const rows = sdkCalls.filter(({ operation }) => operation === id).map(({ row }) => row)
      return named.join() !== rows.join()
    })
    assert.deepEqual(
      wrong.map(({ id, source }) => `${id}: ${source}`),
      [],
    )
  })

  test('name every row of the server documents', () => {
    const groupRows = { G: 42, C: 42, F: 12, T: 9, E: 4, N: 6, P: 17, Q: 5, L: 8 }
    const userRows = { U: 22, A: 5, M: 13, R: 16, X: 4, C: 2, K: 13 }
    assert.deepEqual(missing('rest-groups-rooms.md', groupRows), [])
    assert.deepEqual(missing('rest-messages-users.md', userRows), [])
  })

  test('name the seed of every call in the seeds', () => {
    const wrong = seedCalls.filter(({ seed, operation }) => {
      const source = allOperations.find(({ id }) => id === operation)?.source ?? ''
      return !new RegExp(`seeds? [0-9, ]*${seed}`).test(source)
    })
    assert.deepEqual(wrong, [])
  })
})

test('every error in the table belongs to an operation, to all operations, or to the socket', () => {
  const named = new Set(allOperations.flatMap(errorsOf))
  const orphans = Object.entries(errorTable)
    .filter(([code, fact]) => !named.has(code) && !(code in generalErrors) && fact.gateway === undefined)
    .map(([code]) => code)
  assert.deepEqual(orphans, [])
})

/** Codes that an operation names, in its list and in its schema. */
function errorsOf({ errors = [], body, bodyFault }: Operation): string[] {
  const inSchema: string[] = []
  JSON.stringify(body ?? {}, (key, value) => {
    if (key === 'faults') inSchema.push(...Object.values<string>(value))
    return value
  })
  return [...errors, ...inSchema, ...(bodyFault === undefined ? [] : [bodyFault])]
}

function numbered(area: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${area}${i + 1}`)
}

/** Rows of a document that no source names; ranges such as U1-U3 count completely. */
function missing(document: string, areas: Record<string, number>): string[] {
  const named = new Set<string>()
  for (const { source } of allOperations) {
    for (const part of source.split(';').filter((each) => each.includes(document))) {
      for (const [, area, first, last] of part.matchAll(/\b([A-Z])(\d+)(?:-[A-Z](\d+))?/g)) {
        for (let row = Number(first); row <= Number(last ?? first); row++) named.add(`${area}${row}`)
      }
    }
  }
  return Object.entries(areas)
    .flatMap(([area, count]) => numbered(area, count))
    .filter((row) => !named.has(row))
}
