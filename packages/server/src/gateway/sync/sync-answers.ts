import { ApiError } from '@ringpost/contract'
import { groupsAnswer, ProtocolError, rosterAnswer, type SyncQuery, sessionsAnswer } from '@ringpost/protocol'
import type { OwnLists } from '../../domain/sync/own-lists.ts'
import type { App } from '../../domain/tenancy/app.ts'
import type { AppRegistry } from '../../domain/tenancy/app-registry.ts'
import type { Tokens } from '../../domain/tokens/tokens.ts'
import { foldUserName } from '../../domain/users/user-name.ts'
import type { Clock } from '../../kernel/clock.ts'
import { groupItem, rosterItem, sessionItem } from './sync-items.ts'

export interface SyncServices {
  readonly apps: AppRegistry
  readonly tokens: Tokens
  readonly ownLists: OwnLists
  readonly clock: Clock
}

type Query<List extends SyncQuery['list']> = SyncQuery & { list: List }

/** Whose list it is. Rejects with ApiError when the token no longer opens it. */
type Check = () => Promise<Owner>

export interface Owner {
  app: App
  user: string
}

/**
 * The frames that answer a query, read page by page: whoever takes them decides when the next is read, and before each the token
 * is checked anew, and `onOwner` told whose it is. The whole list always: of an increment clients make what is in it, not what is gone (sdk5.md §9.3, §9.4).
 * @throws ApiError when the token is not valid or is another user's, ProtocolError for a cursor that is none.
 */
export function answersTo(
  query: SyncQuery,
  token: string,
  services: SyncServices,
  onOwner: (owner: Owner) => void,
): AsyncGenerator<Uint8Array> {
  const check = async () => {
    const owner = await ownerOf(query, token, services)
    onOwner(owner)
    return owner
  }
  switch (query.list) {
    case 'conversations':
      return conversations(query, check, services)
    case 'contacts':
      return contacts(query, check, services.ownLists)
    case 'groups':
      return groups(query, check, services)
  }
}

async function ownerOf(query: SyncQuery, token: string, { apps, tokens }: SyncServices): Promise<Owner> {
  const app = apps.byKey(query.appKey)
  if (app === undefined) throw new ApiError('app.unknown_key', { key: query.appKey })
  const { actor } = await tokens.verify(app, token)
  if (actor.kind !== 'user' || foldUserName(query.user) !== actor.name) throw new ApiError('auth.corrupt')
  return { app, user: actor.name }
}

async function* conversations(
  query: Query<'conversations'>,
  check: Check,
  { ownLists: lists, clock }: SyncServices,
): AsyncGenerator<Uint8Array> {
  const at = clock.now()
  let cursor: string | undefined
  do {
    const { app, user } = await check()
    const { items, next } = await lists.conversations(app, user, query.withEmpty, cursor)
    const sessions = items.map((item) => sessionItem(app, item))
    yield sessionsAnswer(query, at, sessions, next === undefined)
    cursor = next
  } while (cursor !== undefined)
}

async function* contacts(
  query: Query<'contacts'>,
  check: Check,
  lists: OwnLists,
): AsyncGenerator<Uint8Array> {
  const owner = await check()
  // From before the first page: what changes meanwhile is another version.
  const version = await lists.rosterVersion(owner.app, owner.user)
  let cursor = query.cursor
  do {
    const { app, user } = await check()
    const { items, next = 0 } = await lists.contacts(app, user, cursor || undefined)
    yield rosterAnswer(query, items.map(rosterItem), version, next)
    cursor = next
  } while (cursor !== 0)
}

async function* groups(
  query: Query<'groups'>,
  check: Check,
  { ownLists: lists, clock }: SyncServices,
): AsyncGenerator<Uint8Array> {
  const at = clock.now()
  let { cursor } = query
  do {
    const { app, user } = await check()
    const { items, next } = await lists.groups(app, user, placeOf(cursor))
    cursor = next === undefined ? '' : `${next.joinedAt}.${next.number}`
    const joined = items.map((item) => groupItem(item, at))
    yield groupsAnswer(query, at, joined, cursor)
  } while (cursor !== '')
}

function placeOf(cursor: string): { joinedAt: number; number: number } | undefined {
  if (cursor === '') return undefined
  const [, joinedAt, number] = /^(\d{1,15})\.(\d{1,15})$/.exec(cursor) ?? []
  if (joinedAt === undefined) throw new ProtocolError('no cursor of this list')
  return { joinedAt: Number(joinedAt), number: Number(number) }
}
