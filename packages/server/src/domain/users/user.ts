/** What the app can forbid a user to send to, in all conversations of that kind. */
export const mutedKinds = ['user', 'group', 'room'] as const
export type MutedKind = (typeof mutedKinds)[number]

/** ms since 1970 until which a user may not send to a kind of conversation; 0 once that was lifted. Absent: never muted. */
export type Mutes = Readonly<Partial<Record<MutedKind, number>>>

/** End of a mute that lasts until it is lifted. */
export const FOREVER = Number.MAX_SAFE_INTEGER

/** A chat user. Names are lower case: folded on input (rest-messages-users.md §17 "Username case"). */
export interface User {
  /** Row number of the app. */
  app: number
  name: string
  /** Random (v4) UUID; accepted in place of the name in `GET/DELETE users/{x}` and in Agora tokens. */
  uuid: string
  /** Output of `hashPassword`; null for users registered without a password. */
  passwordHash: string | null
  nickname: string | null
  activated: boolean
  /** ms since 1970. */
  createdAt: number
  /** ms since 1970. */
  modifiedAt: number
  /** Our own tokens carry the value at issue; raising it invalidates them all. */
  tokenGeneration: number
  /** ms since 1970: locally built tokens (007, dt-) issued before this, or before `createdAt`, are refused. */
  tokensValidFrom: number
  mutes: Mutes
  /** Push preferences of `PUT users/{u}`: notification_display_style, notification_no_disturbing … */
  preferences: Readonly<Record<string, string | number | boolean>>
}

/** Changes to a user; absent fields, and absent mutes and preferences, stay as they are. */
export type UserPatch = Partial<
  Pick<User, 'passwordHash' | 'nickname' | 'activated' | 'tokensValidFrom' | 'mutes' | 'preferences'>
> & {
  /** Increments `tokenGeneration`, whatever its current value. */
  nextTokenGeneration?: true
}
