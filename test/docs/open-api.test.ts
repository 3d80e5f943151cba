import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { allOperations, type ErrorCode, errorTable, generalErrors, type Operation } from '@ringpost/contract'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Compile } from 'typebox/compile'
import { documentedErrors } from '../../packages/server/src/docs/documented-errors.ts'
import { plainSchema } from '../../packages/server/src/docs/json-schema.ts'
import { replySchema } from '../../packages/server/src/docs/reply-schema.ts'
import { sample, sampleTarget } from '../../packages/server/src/docs/sample.ts'
import { bodyValidator } from '../../packages/server/src/http/body-validator.ts'
import { assertError } from '../harness/assert-error.ts'
import { bootstrap, type Reply, TestServer } from '../harness/test-server.ts'

// biome-ignore lint/suspicious/noExplicitAny: an OpenAPI document, read as JSON
type Document = any

describe('documentation served by a running server', () => {
  let server: TestServer
  let document: Document
  before(async () => {
    server = await TestServer.start({
      RINGPOST_BOOTSTRAP: `${bootstrap},demo#demo:demo-client:demo-secret`,
      // A model says nothing about its languages, so nobody need be there.
      RINGPOST_TRANSLATION_URL: 'http://127.0.0.1:9',
      RINGPOST_TRANSLATION_API: 'openai',
      RINGPOST_EMULATOR: 'on',
    })
    // What is closed unless the owner opens it is documented, too.
    const { apps } = server.running.core
    for (const app of apps.list()) await apps.changeSettings(app, { rtc: true })
    document = (await server.request('GET', '/openapi.json', undefined, { token: null })).body
  })
  after(() => server.close())

  test('/openapi.json is a valid OpenAPI 3.1 document', async () => {
    const validator = new Validator()
    const { valid, errors } = await validator.validate(document)
    assert.deepEqual([validator.version, valid, errors], ['3.1', true, undefined])
  })

  test('/openapi.json has each operation once and declares its path parameters', () => {
    const operations = Object.entries<Document>(document.paths).flatMap(
      ([path, { parameters, ...methods }]) =>
        Object.values<Document>(methods).map((each) => ({ ...each, path, pathParameters: parameters })),
    )
    const ids = operations.map(({ operationId }) => operationId)
    assert.equal(new Set(ids).size, ids.length)
    assert.deepEqual(
      allOperations.filter(({ id }) => !ids.includes(id)).map(({ id }) => id),
      [],
    )
    for (const { path, pathParameters } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `#/components/parameters/${name}`)
      assert.deepEqual(
        pathParameters.map(({ $ref }: Document) => $ref),
        inPath,
      )
    }
  })

  test('/openapi.json says what works', () => {
    const { paths } = document
    assert.equal(paths['/{org}/{app}/users'].post['x-ringpost-state'], 'works')
    const planned = Object.values<Document>(paths)
      .flatMap(({ parameters: _, ...methods }) => Object.values<Document>(methods))
      .filter((each) => each['x-ringpost-state'] === 'not-yet')
    for (const { responses } of planned)
      assert.deepEqual(responses[501], { $ref: '#/components/responses/NotBuilt' })
  })

  test('/docs is one page that lists every operation and loads nothing', async () => {
    const { status, headers, body } = await server.request('GET', '/docs', undefined, { token: null })
    assert.equal(status, 200)
    assert.equal(headers.get('content-type'), 'text/html;charset=UTF-8')
    const missing = allOperations.filter(({ id }) => !body.includes(`id="${id}"`))
    assert.deepEqual(missing, [])
    assert.doesNotMatch(body, /<(?:link|img|script)[^>]*(?:src|href)=|@import|url\(/)
  })

  test('documentation requires GET', async () => {
    assertError(await server.request('POST', '/docs', {}), 'route.method')
  })

  test('an operation that is declared but not implemented answers 501, after checking the token', async () => {
    const planned = allOperations.filter(({ id }) => stateOf(document, id) === 'not-yet')
    assert.ok(planned.length > 0)
    for (const operation of planned) {
      const reply = await call(server, operation)
      assertError(reply, 'route.not_built', { operation: operation.id })
      if (operation.auth === 'public') continue
      assert.equal((await call(server, operation, null)).status, 401, operation.id)
    }
  })

  test('the example of each implemented operation is answered as documented', async () => {
    const works = allOperations.filter(
      ({ id, streams }) => stateOf(document, id) === 'works' && streams === undefined,
    )
    for (const operation of works) {
      await registerPeople(server)
      const { status, body } = await call(server, operation)
      const answer = `${operation.id}: ${status} ${JSON.stringify(body)}`
      if (status === 200) {
        const schema = replySchema(operation, operation.method)
        assert.deepEqual(Compile(schema as never).Errors(body), [], answer)
        continue
      }
      assert.ok(!hasOwnExample(operation), `${answer}; a schema may name a better one in its \`examples\``)
      const errors = [...documentedErrors(operation), ...(Object.keys(generalErrors) as ErrorCode[])]
      const known = errors.map((code) => errorTable[code])
      assert.ok(
        known.some(
          (fact) =>
            fact.status === status &&
            (fact.isNested ? fact.code === body.error.code : fact.error === body.error),
        ),
        answer,
      )
    }
  })
})

test('examples of bodies pass the validation of their operation', () => {
  for (const operation of allOperations) {
    if (operation.body === undefined) continue
    const example = sample(plainSchema(operation.body))
    assert.deepEqual(bodyValidator(operation)(structuredClone(example)), example, operation.id)
  }
})

/** Whether an example must succeed: one in the declaration, or one that needs only the user alice. */
function hasOwnExample({ path, query, body }: Operation): boolean {
  const given = (schema: Operation['body']) =>
    schema === undefined || plainSchema(schema).examples !== undefined
  const free = query === undefined || plainSchema(query).required === undefined
  return given(body) && (free || given(query)) && !path.replace(':username', '').includes(':')
}

function stateOf(document: Document, id: string): string {
  for (const { parameters: _, ...methods } of Object.values<Document>(document.paths)) {
    for (const operation of Object.values<Document>(methods)) {
      if (operation.operationId === id) return operation['x-ringpost-state']
    }
  }
  return 'missing'
}

/** Calls an operation with its example. @param token absent: one that is allowed to; null: none. */
function call(server: TestServer, operation: Operation, token?: string | null): Promise<Reply> {
  const { core } = server.running
  const app = core.apps.byKey('demo#demo')!
  const bearer = token === undefined ? core.tokens.issueAppToken(app, undefined).token : token
  const body = operation.body === undefined ? undefined : sample(plainSchema(operation.body))
  return server.request(operation.method, sampleTarget(operation), body, { token: bearer })
}

/** The users of the examples, restored after whatever the previous call did to them. */
async function registerPeople(server: TestServer): Promise<void> {
  const { apps, users, registrations, stores, passwords } = server.running.core
  // Deleting an app has an example, too.
  const app = await apps.ensure({ org: 'demo', name: 'demo' })
  for (const username of ['alice', 'bob', 'carol']) {
    if ((await users.find(app, username)) !== undefined) await users.delete(app, { kind: 'app' }, username)
    if (username !== 'carol')
      await registrations.register(app, { kind: 'app' }, { username, password: 'secret' })
  }
  const passwordHash = await passwords.hash('secret')
  await stores.apps.saveOrgAdmin({ org: 'demo', username: 'root', passwordHash, createdAt: Date.now() })
}
