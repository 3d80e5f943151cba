/** A chat user. Names are lower case: folded on input (rest-messages-users.md §17 "Username case"). */
export interface User {
  /** Row number of the app. */
  app: number
  name: string
  /** v1 UUID text; may stand for the name in `GET/DELETE users/{x}` and in Agora tokens. */
  uuid: string
  /** Output of `hashPassword`; null for users registered without a password. */
  passwordHash: string | null
  nickname: string | null
  activated: boolean
  /** ms since 1970. */
  createdAt: number
  /** ms since 1970. */
  modifiedAt: number
  /** Tokens of our own carry the value at issue time: raising it invalidates them all. */
  tokenGeneration: number
  /** ms since 1970: locally built tokens (007, dt-) issued before are refused, as are those from before `createdAt`. */
  tokensValidFrom: number
  /** Push preferences of `PUT users/{u}`: notification_display_style, notification_no_disturbing … */
  preferences: Readonly<Record<string, string | number | boolean>>
}

/** Fields of a user that change; absent ones stay, of the preferences too. */
export type UserPatch = Partial<
  Pick<User, 'passwordHash' | 'nickname' | 'activated' | 'tokensValidFrom' | 'preferences'>
> & {
  /** Raises `tokenGeneration`, from whatever it is by then. */
  nextTokenGeneration?: true
}
