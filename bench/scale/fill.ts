import { randomBytes, randomUUID } from 'node:crypto'
import { BodyType, encodeMessageBody } from '@ringpost/protocol'
import { hourOf } from '../../packages/server/src/domain/log/active-hour.ts'
import { copyIn, type Value } from './copy-in.ts'
import { fraction, type Population } from './population.ts'

/** One user in so many has not read their conversations; of everybody else all is read. */
export const UNREAD_EVERY = 50

/** Number of different message texts, of 20 to 400 characters. */
const TEXTS = 1000

export interface Fill {
  psql: string
  url: string
  /** Row number of the app. */
  app: number
}

/** Fills the tables of an empty database with a population, its messages, and where everybody stands. */
export async function fill({ psql, url, app }: Fill, population: Population): Promise<void> {
  const { users, pairs, groups, heads, lastIds, messages } = population
  const conversations = pairs + groups
  const copy = (table: string, columns: readonly string[], rows: Iterable<readonly Value[]>) =>
    copyIn(psql, url, table, columns, rows)
  const each = function* (count: number, row: (index: number) => Value[]) {
    for (let i = 0; i < count; i++) yield row(i)
  }
  await copy(
    'user',
    [
      'id',
      'app',
      'name',
      'uuid',
      'activated',
      'created_at',
      'modified_at',
      'token_generation',
      'tokens_valid_from',
      'preferences',
    ],
    each(users, (i) => [i + 1, app, population.nameOf(i), randomUUID(), 1, 1, 1, 0, 0, '{}']),
  )
  await copy(
    'device',
    ['id', 'app', 'user', 'resource', 'uuid', 'name', 'seen_at', 'clear'],
    each(users, (i) => {
      const clear = i % UNREAD_EVERY === 0 ? 0 : hourOf(population.idOf(messages)) - 1
      return [i + 1, app, population.nameOf(i), 'phone', '', '', population.timeOf(messages), clear]
    }),
  )
  await copy(
    'log',
    ['id', 'app', 'key', 'head', 'head_id'],
    each(conversations, (i) => [i + 1, app, population.keyOf(i), heads[i]!, lastIds[i] || null]),
  )
  const stands = (user: number, conversation: number) =>
    user % UNREAD_EVERY === 0 ? Math.max(heads[conversation]! - 50, 0) : heads[conversation]!
  await copy(
    'follow',
    ['app', 'user', 'log', 'start', 'delivered', 'seen', 'active'],
    (function* () {
      for (let i = 0; i < conversations; i++)
        for (const user of population.membersOf(i)) {
          const stand = stands(user, i)
          yield [app, population.nameOf(user), i + 1, 0, stand, stand, hourOf(lastIds[i]!)]
        }
    })(),
  )
  await copy(
    'cursor',
    ['app', 'device', 'log', 'seq'],
    (function* () {
      for (let i = 0; i < conversations; i++)
        for (const user of population.membersOf(i)) yield [app, user + 1, i + 1, stands(user, i)]
    })(),
  )
  await copy(
    'channel',
    [
      ...[
        'id',
        'app',
        'key',
        'kind',
        'name',
        'description',
        'avatar',
        'custom',
        'announcement',
        'owner',
        'public',
      ],
      ...[
        'members_only',
        'allow_invites',
        'invite_need_confirm',
        'max_users',
        'muted',
        'disabled',
        'member_count',
      ],
      ...['created_at', 'modified_at', 'version'],
    ],
    each(groups, (i) => {
      const [owner, ...others] = population.membersOf(pairs + i)
      const texts = ['group', '', '', '', '', population.nameOf(owner!)]
      return [i + 1, app, String(i + 1), 1, ...texts, 1, 0, 0, 0, 200, 0, 0, others.length + 1, 1, 1, 1]
    }),
  )
  await copy(
    'member',
    ['app', 'channel', 'user', 'role', 'joined_at', 'muted_until', 'allowed', 'blocked'],
    (function* () {
      for (let i = 0; i < groups; i++)
        for (const [place, user] of population.membersOf(pairs + i).entries())
          yield [app, i + 1, population.nameOf(user), place === 0 ? 1 : 3, place, 0, 0, 0]
    })(),
  )
  await copy(
    'entry',
    ['id', 'app', 'log', 'seq', 'time', 'kind', 'content_type', 'sender', 'receiver', 'echo', 'payload'],
    entries(app, population),
  )
}

function* entries(app: number, population: Population): Iterable<Value[]> {
  const payloads = Array.from({ length: TEXTS }, (_, i) => {
    const msg = randomBytes(10 + Math.floor(fraction(i) ** 2 * 190)).toString('hex')
    const body = { type: BodyType.CHAT, from: 'user1', to: 'user2', content: { type: 'txt' as const, msg } }
    return `\\\\x${Buffer.from(encodeMessageBody(body)).toString('hex')}`
  })
  const seqs = new Uint32Array(population.heads.length)
  const members = new Map<number, number[]>()
  for (let i = 0; i < population.messages; i++) {
    const conversation = population.conversationOf(i)
    const isGroup = conversation >= population.pairs
    let users = members.get(conversation)
    if (users === undefined) {
      users = population.membersOf(conversation)
      members.set(conversation, users)
    }
    const sender = Math.floor(fraction(i) * users.length)
    const receiver = isGroup
      ? String(conversation - population.pairs + 1)
      : population.nameOf(users[1 - sender]!)
    yield [
      ...[population.idOf(i), app, conversation + 1, ++seqs[conversation]!, population.timeOf(i), 0, 0],
      ...[population.nameOf(users[sender]!), receiver, 1, payloads[i % TEXTS]!],
    ]
  }
}
