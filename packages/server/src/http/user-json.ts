import type { User } from '../domain/users/user.ts'

/** The user entity (rest-messages-users.md §3); push preferences appear once they are set. */
export function userJson(user: User) {
  return {
    uuid: user.uuid,
    type: 'user' as const,
    created: user.createdAt,
    modified: user.modifiedAt,
    username: user.name,
    activated: user.activated,
    ...(user.nickname === null ? {} : { nickname: user.nickname }),
    ...user.preferences,
  }
}
