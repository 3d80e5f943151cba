import type { ChannelRules } from './channel-rules.ts'

/** How many channels of a kind there may be, and what is said to who would be beyond. */
export interface ChannelQuota extends Pick<ChannelRules, 'mostOfApp' | 'mostOfUser'> {
  errors: Pick<ChannelRules['errors'], 'tooManyOfApp' | 'tooManyOfUser' | 'tooManyOfFounder'>
}

/** A commit would have carried the app or users beyond their quota; nothing was written. */
export class BeyondQuota extends Error {
  override readonly name = 'BeyondQuota'
  /** Null: the app. */
  readonly users: ReadonlySet<string> | null

  constructor(users: readonly string[] | null) {
    super('there are as many channels as there may be')
    this.users = users && new Set(users)
  }
}
