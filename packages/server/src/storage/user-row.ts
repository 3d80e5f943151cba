import type { Insertable, Selectable, Updateable } from 'kysely'
import { type Mutes, mutedKinds, type User, type UserPatch } from '../domain/users/user.ts'
import type { UserTable } from './schema.ts'

export function toUserRow(user: User): Insertable<UserTable> {
  return {
    app: user.app,
    name: user.name,
    uuid: user.uuid,
    password_hash: user.passwordHash,
    nickname: user.nickname,
    activated: user.activated ? 1 : 0,
    created_at: user.createdAt,
    modified_at: user.modifiedAt,
    token_generation: user.tokenGeneration,
    tokens_valid_from: user.tokensValidFrom,
    preferences: JSON.stringify(user.preferences),
  }
}

/** Only the fields in the patch that do not depend on stored values. */
export function toUserChanges(patch: UserPatch): Updateable<UserTable> {
  return {
    ...(patch.passwordHash !== undefined && { password_hash: patch.passwordHash }),
    ...(patch.nickname !== undefined && { nickname: patch.nickname }),
    ...(patch.activated !== undefined && { activated: patch.activated ? 1 : 0 }),
    ...(patch.tokensValidFrom !== undefined && { tokens_valid_from: patch.tokensValidFrom }),
    ...Object.fromEntries(Object.entries(patch.mutes ?? {}).map(([kind, until]) => [`muted_${kind}`, until])),
  }
}

export function toUser(row: Selectable<UserTable>): User {
  return {
    app: row.app,
    name: row.name,
    uuid: row.uuid,
    passwordHash: row.password_hash,
    nickname: row.nickname,
    activated: row.activated === 1,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
    tokenGeneration: row.token_generation,
    tokensValidFrom: row.tokens_valid_from,
    mutes: mutesOf(row),
    preferences: preferencesIn(row.preferences),
  }
}

/** Earlier versions kept devices here, which are bindings now. */
function preferencesIn(json: string): User['preferences'] {
  const { device_id: _, device_token: __, ...preferences } = JSON.parse(json) as User['preferences']
  return preferences
}

function mutesOf(row: Selectable<UserTable>): Mutes {
  const mutes: Partial<Record<(typeof mutedKinds)[number], number>> = {}
  for (const kind of mutedKinds) {
    const until = row[`muted_${kind}`]
    if (until !== null) mutes[kind] = until
  }
  return mutes
}
