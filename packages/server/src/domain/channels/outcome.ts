import { ApiError } from '@ringpost/contract/errors'
import type { ChannelDraft } from './channel-draft.ts'
import type { ChannelRules } from './channel-rules.ts'

/** What became of one of several users that a request names. */
export interface Outcome {
  user: string
  /** Null: it was done. */
  refusal: 'not-member' | 'owner' | null
}

/** What can be done to whom: nothing to who is not in the channel, nothing to its owner. */
export function outcomesFor(draft: ChannelDraft, users: readonly string[]): Outcome[] {
  return users.map((user) => {
    if (draft.standing(user).role === null) return { user, refusal: 'not-member' }
    return { user, refusal: draft.role(user) === 'owner' ? 'owner' : null }
  })
}

/** Those to whom it can be done. */
export function granted(outcomes: readonly Outcome[]): string[] {
  return outcomes.filter(({ refusal }) => refusal === null).map(({ user }) => user)
}

/** Why it can be done to none of them. */
export function refusalOf(rules: ChannelRules, outcomes: readonly Outcome[]): ApiError {
  const strangers = outcomes.filter(({ refusal }) => refusal === 'not-member').map(({ user }) => user)
  return strangers.length === 0
    ? new ApiError('channel.owner_stays')
    : new ApiError(rules.errors.notMembers, { users: strangers.join(', ') })
}
