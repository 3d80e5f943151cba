import { buildAgoraToken } from '../../packages/server/src/domain/tokens/agora-token.ts'
import { buildDynamicToken } from '../../packages/server/src/domain/tokens/dynamic-token.ts'
import { bootstrap } from '../harness/test-server.ts'

const [, clientId, clientSecret, appId, certificate] = bootstrap.split(',')[0]!.split(':') as [
  string,
  string,
  string,
  string,
  string,
]
/** Lifetime of tokens in s. */
const LIFETIME = 3600

/** The objects that requests can refer to, in the attacked app; recreated now and then, because cases destroy them. */
export interface Scene {
  port: number
  users: readonly string[]
  /** Tokens of `users`, in their order. */
  userTokens: readonly string[]
  appToken: string
  group: string
  room: string
  /** Id of a message from the first user to the second. */
  message: string
  /** UUID of a file. */
  file: string
}

/**
 * @param round part of the names, so that no user of an earlier scene is in it. @throws Error with the answer if
 * something is refused.
 */
export async function newScene(port: number, round: number): Promise<Scene> {
  const url = `http://127.0.0.1:${port}/acme/chat`
  const users = ['alice', 'bob', 'carol'].map((name) => `${name}${round}`)
  const [owner, member, other] = users as [string, string, string]
  const issuedAt = Math.floor(Date.now() / 1000) + 1
  const appToken = buildAgoraToken(
    { appId, issuedAt, lifetime: LIFETIME, user: '', kind: 'app' },
    certificate,
    1,
  )
  const headers = { authorization: `Bearer ${appToken}` }
  async function post(path: string, body: object): Promise<unknown> {
    const form = body instanceof FormData ? body : JSON.stringify(body)
    const reply = await fetch(url + path, { method: 'POST', headers, body: form })
    const text = await reply.text()
    // When a run is resumed, they already exist.
    if (!reply.ok && path !== '/users') throw new Error(`scene: POST ${path}: ${reply.status} ${text}`)
    return JSON.parse(text)
  }
  await post(
    '/users',
    users.map((username) => ({ username, password: 'pw' })),
  )
  const members = [member, other]
  const { data: group } = (await post('/chatgroups', { groupname: 'g', public: true, owner, members })) as {
    data: { groupid: string }
  }
  const { data: room } = (await post('/chatrooms', { name: 'r', description: '', owner, members })) as {
    data: { id: string }
  }
  const text = { from: owner, to: [member], type: 'txt', body: { msg: 'hi' } }
  const { data: sent } = (await post('/messages/users', text)) as { data: Record<string, string> }
  const form = new FormData()
  form.append('file', new Blob(['content']), 'a.txt')
  const { entities } = (await post('/chatfiles', form)) as { entities: [{ uuid: string }] }
  const app = { key: 'acme#chat', clientId, clientSecret }
  return {
    port,
    users,
    userTokens: users.map((user) => buildDynamicToken(app, user, issuedAt, LIFETIME)),
    appToken,
    group: group.groupid,
    room: room.id,
    message: String(Object.values(sent)[0]),
    file: entities[0].uuid,
  }
}
