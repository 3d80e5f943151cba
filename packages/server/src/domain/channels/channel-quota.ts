import type { ChannelRules } from './channel-rules.ts'

/** Limits on the channels of a kind, and the errors for those who would exceed them. */
export interface ChannelQuota extends Pick<ChannelRules, 'mostOfApp' | 'mostOfUser'> {
  errors: Pick<ChannelRules['errors'], 'tooManyOfApp' | 'tooManyOfUser' | 'tooManyOfFounder'>
}

/** A commit would have exceeded the quota of the app or of users; nothing was written. */
export class BeyondQuota extends Error {
  override readonly name = 'BeyondQuota'
  /** Null: the quota of the app. */
  readonly users: ReadonlySet<string> | null

  constructor(users: readonly string[] | null) {
    super('there are as many channels as there may be')
    this.users = users && new Set(users)
  }
}
