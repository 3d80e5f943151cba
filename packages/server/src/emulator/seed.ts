import type { NewChannel } from '../domain/channels/channel-founder.ts'

export interface SeedUser {
  username: string
  /** The name if absent. */
  password?: string | undefined
  nickname?: string | undefined
}

export interface SeedChannel extends Pick<Partial<NewChannel>, 'public' | 'id'> {
  name: string
  owner: string
  /** Besides the owner. */
  members?: readonly string[] | undefined
}

export interface SeedMessage {
  from: string
  /** A user, or name or id of a group or room. */
  to: string
  /** A text message; else `type` and `body`, as in the call that sends messages. */
  text?: string | undefined
  type?: string | undefined
  body?: Readonly<Record<string, unknown>> | undefined
  ext?: Readonly<Record<string, unknown>> | undefined
}

/** What a test wants in an app, in this order. */
export interface Seed {
  users?: readonly (string | SeedUser)[] | undefined
  /** Pairs of users. */
  contacts?: readonly (readonly string[])[] | undefined
  groups?: readonly SeedChannel[] | undefined
  rooms?: readonly SeedChannel[] | undefined
  messages?: readonly SeedMessage[] | undefined
}

/** What a seed has made, or found. */
export interface Seeded {
  /** Names. */
  users: string[]
  /** Ids by name. */
  groups: Record<string, string>
  rooms: Record<string, string>
  /** Ids, in the order of the seed. */
  messages: string[]
}

export const nothingSeeded: Seeded = { users: [], groups: {}, rooms: {}, messages: [] }
