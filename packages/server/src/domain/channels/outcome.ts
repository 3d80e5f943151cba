import { ApiError } from '@ringpost/contract/errors'
import type { ChannelDraft } from './channel-draft.ts'
import type { ChannelRules } from './channel-rules.ts'

/** Outcome for one of several users that a request names. */
export interface Outcome {
  user: string
  /** Null: done. */
  refusal: 'not-member' | 'owner' | null
}

/** Returns the outcome for each user: refused for those who are not in the channel and for its owner. */
export function outcomesFor(draft: ChannelDraft, users: readonly string[]): Outcome[] {
  return users.map((user) => {
    if (draft.standing(user).role === null) return { user, refusal: 'not-member' }
    return { user, refusal: draft.role(user) === 'owner' ? 'owner' : null }
  })
}

/** Returns the users for whom nothing prevents the act. */
export function granted(outcomes: readonly Outcome[]): string[] {
  return outcomes.filter(({ refusal }) => refusal === null).map(({ user }) => user)
}

/** Returns the error for a request that is refused for every user. */
export function refusalOf(rules: ChannelRules, outcomes: readonly Outcome[]): ApiError {
  const strangers = outcomes.filter(({ refusal }) => refusal === 'not-member').map(({ user }) => user)
  return strangers.length === 0
    ? new ApiError('channel.owner_stays')
    : new ApiError(rules.errors.notMembers, { users: strangers.join(', ') })
}
