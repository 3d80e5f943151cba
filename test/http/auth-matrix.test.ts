import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, test } from 'node:test'
import { allOperations, type Operation } from '@ringpost/contract'
import { plainSchema } from '../../packages/server/src/docs/json-schema.ts'
import { sample } from '../../packages/server/src/docs/sample.ts'
import { buildAgoraToken } from '../../packages/server/src/domain/tokens/agora-token.ts'
import { buildDynamicToken } from '../../packages/server/src/domain/tokens/dynamic-token.ts'
import { createGroup, createRoom } from '../groups/scene.ts'
import { type CallOptions, type Reply, TestServer } from '../harness/test-server.ts'

const APP_ID = '0123456789abcdef0123456789abcdef'
const CERTIFICATE = 'fedcba9876543210fedcba9876543210'
const seconds = () => Math.floor(Date.now() / 1000)

/** Callers unknown to the server, or known to belong elsewhere: they may only get what is public. */
type Stranger =
  | 'no token'
  | 'garbage'
  | 'an expired token'
  | 'a revoked token'
  | "another app's token"
  | 'a token of the same name in another app'
  | "another organisation's administrator"
  | 'a dt- token of another secret'
  | 'a 007 token of another certificate'
  | 'a dt- token from the future'

/** What users may do where the rule leaves it to the use case, with a group and a room of alice's. */
const MAY: Record<'mallory' | 'member', { changes: string[]; told: string[] }> = {
  mallory: {
    changes: ['files.beginParts', 'files.upload', 'rooms.join', 'rooms.leave'],
    told: [
      'attributes.get',
      'attributes.getMany',
      'files.exists',
      'groups.listPublic',
      'rooms.admins',
      'rooms.get',
      'rooms.list',
      'rooms.roles',
      'threads.lastMessages',
    ],
  },
  member: {
    changes: [
      'files.beginParts',
      'files.upload',
      'groups.leave',
      'groups.setNameCard',
      'groups.shield',
      'groups.unshield',
      'groups.uploadFile',
      'rooms.leave',
      'rooms.uploadFile',
    ],
    told: [
      'attributes.get',
      'attributes.getMany',
      'files.exists',
      'groups.admins',
      'groups.announcement',
      'groups.files',
      'groups.get',
      'groups.listPublic',
      'groups.memberAttributes',
      'groups.members',
      'groups.membersAttributes',
      'groups.nameCards',
      'messages.groupReaderCounts',
      'messages.groupReaders',
      'rooms.admins',
      'rooms.announcement',
      'rooms.attributes',
      'rooms.files',
      'rooms.get',
      'rooms.join',
      'rooms.list',
      'rooms.members',
      'rooms.roles',
      'threads.lastMessages',
      'threads.ofGroup',
    ],
  },
}

const skip = process.env.RINGPOST_TEST_ENGINE
  ? 'reads the SQLite file: the rules are the same on every engine'
  : false

describe('who may call what', { skip }, () => {
  let server: TestServer
  let database: DatabaseSync
  let params: Record<string, string>
  let strangers: Record<Stranger, string | null>
  // test/emulator looks at who may call the emulator: no token of an app opens it.
  const checked = allOperations.filter(({ auth }) => auth !== 'public' && auth !== 'tester')

  before(async () => {
    server = await TestServer.start()
    params = await scene(server)
    database = new DatabaseSync(join(server.directory, 'ringpost.db'), { readOnly: true })
    strangers = await strangersTo(server)
  })
  after(async () => {
    database.close()
    await server.close()
  })

  /** Every non-empty table, row by row, and every file. */
  async function state(): Promise<Map<string, string>> {
    const tables = database
      .prepare(
        "select name from sqlite_master where type = 'table' and name not in ('lease', 'cursor', 'reach')",
      )
      .all()
      .map(({ name }) => String(name))
    const found = new Map(
      tables.map((name): [string, string] => [
        name,
        createHash('sha256')
          .update(JSON.stringify(database.prepare(`select * from "${name}"`).all(), plainly))
          .digest('hex'),
      ]),
    )
    const files = await readdir(server.directory, { recursive: true })
    found.set(
      'files',
      files
        .filter((file) => !file.includes('ringpost.db'))
        .sort()
        .join('\n'),
    )
    return found
  }

  /** The differences, worded for a message. */
  async function changedSince(earlier: Map<string, string>): Promise<string[]> {
    const now = await state()
    return [...now.keys()].filter((name) => now.get(name) !== earlier.get(name))
  }

  /** All answers except 401, for all spellings of an operation with each of the tokens. */
  async function notRefused(operation: Operation, tokens: Record<string, string | null>): Promise<string[]> {
    const calls = requestsOf(operation, params).flatMap((request) =>
      Object.entries(tokens).map(async ([who, token]) => {
        const { status } = await call(server, operation, request, token)
        return status === 401 ? [] : [`${request.method} ${request.path} with ${who}: ${status}`]
      }),
    )
    return (await Promise.all(calls)).flat()
  }

  test('strangers: 401 for everything that is not public, and nothing changes', async () => {
    const wrong: string[] = []
    const earlier = await state()
    for (const operation of checked) {
      wrong.push(...(await notRefused(operation, strangers)))
    }
    assert.deepEqual(wrong, [])
    assert.deepEqual(await changedSince(earlier), [])
  })

  test('users, with a token of any family: 401 for operations of the app or another user', async () => {
    const wrong: string[] = []
    const mallory = await tokensOf(server, 'mallory')
    const earlier = await state()
    for (const operation of checked) {
      if (operation.auth !== 'user') wrong.push(...(await notRefused(operation, mallory)))
    }
    assert.deepEqual(wrong, [])
    assert.deepEqual(await changedSince(earlier), [])
  })

  for (const [user, { changes, told }] of Object.entries(MAY)) {
    test(`${user}: what a user may do with the data of others is listed`, async () => {
      const token = await server.userToken(user)
      const changed: string[] = []
      const answered: string[] = []
      const operations = checked.filter(({ auth }) => auth === 'user')
      // Joining and leaving come last.
      const comesOrGoes = ({ id }: Operation) => Number(/\.(join|leave|apply)$/.test(id))
      for (const operation of operations.sort((a, b) => comesOrGoes(a) - comesOrGoes(b))) {
        const earlier = await state()
        for (const request of requestsOf(operation, params)) {
          const { status } = await call(server, operation, request, token)
          assert.ok(status < 500 || status === 501, `${operation.id}: ${status}`)
          if (status < 400) answered.push(operation.id)
        }
        if ((await changedSince(earlier)).length > 0) changed.push(operation.id)
      }
      assert.deepEqual(changed.sort(), changes)
      const others = new Set(answered.filter((id) => !changes.includes(id)))
      assert.deepEqual([...others].sort(), told)
    })
  }

  test('the app and administrators of its organisation are admitted everywhere, users to their own data', async () => {
    const { users, userAccess, tokens } = server.running.core
    const app = { 'the app': server.appToken, 'an administrator': await administrator(server) }
    const wrong: string[] = []
    for (const operation of checked) {
      const isTheirs = operation.auth === 'self'
      // Earlier operations may have invalidated tokens or deleted the account.
      if (isTheirs && (await users.find(server.app, 'alice')) === undefined) await server.users('alice')
      for (const request of requestsOf(operation, params)) {
        if (isTheirs) await userAccess.activate(server.app, { kind: 'app' }, 'alice')
        const own = isTheirs ? await tokensOf(server, 'alice') : {}
        for (const [who, token] of Object.entries({ ...own, ...app })) {
          const bearer = who === 'a token of our own' ? await server.userToken('alice') : token
          const { status, body } = await call(server, operation, request, bearer)
          const isRefused =
            status === 401 &&
            (await tokens.verify(server.app, bearer).then(
              () => true,
              () => false,
            ))
          if (isRefused) wrong.push(`${request.method} ${request.path} with ${who}: ${JSON.stringify(body)}`)
        }
      }
    }
    assert.deepEqual(wrong, [])
  })
})

function plainly(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
}

interface SampleRequest {
  method: string
  path: string
}

/** Every spelling of an operation, applied to the objects of the scene. */
function requestsOf(operation: Operation, params: Record<string, string>): SampleRequest[] {
  const fill = (path: string) =>
    path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? name))
  return [operation.path, ...(operation.alsoPaths ?? [])].flatMap((path) =>
    [operation.method, ...(operation.alsoMethods ?? [])].map((method) => ({
      method,
      path: operation.scope === 'root' ? fill(path) : `/acme/chat${fill(path)}`,
    })),
  )
}

function call(
  server: TestServer,
  operation: Operation,
  { method, path }: SampleRequest,
  token: string | null,
): Promise<Reply> {
  const options: CallOptions = { token }
  if (operation.streams === 'in') {
    options.headers = { 'content-type': 'multipart/form-data; boundary=b' }
    options.raw =
      '--b\r\nContent-Disposition: form-data; name="file"; filename="x.txt"\r\n\r\nhello\r\n--b--\r\n'
  } else if (operation.bodyIn === 'form') {
    options.headers = { 'content-type': 'application/x-www-form-urlencoded' }
    options.raw = 'avatarurl=x'
  }
  const hasBody = operation.body !== undefined && options.raw === undefined && method !== 'GET'
  return server.request(method, path, hasBody ? sample(plainSchema(operation.body!)) : undefined, options)
}

/** Alice has a group and a room, of which member is a member; has written to bob; and has stored a file. The app has made an export. */
async function scene(server: TestServer): Promise<Record<string, string>> {
  await server.users('alice', 'bob', 'member', 'mallory')
  const group = await createGroup(server, ['bob', 'member'], { public: false })
  const room = await createRoom(server, ['bob', 'member'])
  const sent = await server.call('POST', '/messages/users', {
    from: 'alice',
    to: ['bob'],
    type: 'txt',
    body: { msg: 'hi' },
  })
  const message = String(Object.values(sent.body.data)[0])
  const form = new FormData()
  form.append('file', new Blob(['secret']), 'secret.txt')
  const upload = await fetch(`${server.url}/acme/chat/chatfiles`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await server.userToken('alice')}`, 'restrict-access': 'true' },
    body: form,
  })
  const made = await server.call('POST', '/moderation/record/message/export', {})
  const { entities } = (await upload.json()) as { entities: [{ uuid: string }] }
  return {
    username: 'alice',
    friend: 'bob',
    blocked: 'bob',
    group,
    room,
    message,
    msg_id: message,
    file: entities[0].uuid,
    export: made.body.entity.uuid,
    time: '2026010100',
    org: 'acme',
    app: 'chat',
  }
}

async function strangersTo(server: TestServer): Promise<Record<Stranger, string | null>> {
  const { apps, users, registrations, userAccess, tokens, stores, passwords } = server.running.core
  const other = apps.byKey('other#chat')!
  await registrations.register(other, { kind: 'app' }, { username: 'alice', password: 'pw' })
  const admin = { org: 'other', username: 'root', createdAt: Date.now() }
  await stores.apps.saveOrgAdmin({ ...admin, passwordHash: await passwords.hash('pw') })
  const credentials = { username: 'other/root', password: 'pw', network: '192.0.2.1' }
  const alice = await users.get(server.app, 'alice')
  const revoked = tokens.issueForUser(server.app, alice, undefined).token
  await userAccess.disconnect(server.app, { kind: 'app' }, 'alice')
  const agora = { appId: APP_ID, issuedAt: seconds(), lifetime: 600, user: 'alice', kind: 'user' as const }
  return {
    'no token': null,
    garbage: 'YWMtgarbage',
    'an expired token': buildAgoraToken({ ...agora, issuedAt: seconds() - 700 }, CERTIFICATE, 1),
    'a revoked token': revoked,
    "another app's token": tokens.issueAppToken(other, undefined).token,
    'a token of the same name in another app': tokens.issueForUser(
      other,
      await users.get(other, 'alice'),
      undefined,
    ).token,
    "another organisation's administrator": (await tokens.issueForOrgAdmin(credentials, undefined)).token,
    'a dt- token of another secret': buildDynamicToken(
      { ...server.app, clientSecret: other.clientSecret },
      'alice',
      seconds(),
      600,
    ),
    'a 007 token of another certificate': buildAgoraToken(agora, other.appCertificate, 1),
    'a dt- token from the future': buildDynamicToken(server.app, 'alice', seconds() + 3600, 600),
  }
}

async function administrator(server: TestServer): Promise<string> {
  const { tokens, stores, passwords } = server.running.core
  const admin = { org: 'acme', username: 'root', createdAt: Date.now() }
  await stores.apps.saveOrgAdmin({ ...admin, passwordHash: await passwords.hash('pw') })
  const credentials = { username: 'acme/root', password: 'pw', network: '192.0.2.1' }
  return (await tokens.issueForOrgAdmin(credentials, undefined)).token
}

/** Issued as if a second ahead, so that they stay valid after a revocation in the current second. */
async function tokensOf(server: TestServer, user: string): Promise<Record<string, string>> {
  const issuedAt = seconds() + 1
  const agora = { appId: APP_ID, issuedAt, lifetime: 600, user, kind: 'user' as const }
  return {
    'a token of our own': await server.userToken(user),
    'a dt- token': buildDynamicToken(server.app, user, issuedAt, 600),
    'a 007 token': buildAgoraToken(agora, CERTIFICATE, 1),
  }
}
