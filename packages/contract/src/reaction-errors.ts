import type { ErrorFact } from './error-fact.ts'

/** Clients match on these texts, exclamation marks included (sdk-rest-calls.md §3; presence-reactions-pins.md §2.2). */
const refused = (description: string): ErrorFact => ({
  status: 400,
  error: 'Bad Request',
  exception: 'BadRequestException',
  description,
})

/** Refusals about reactions to messages (rest-groups-rooms.md §5). */
export const reactionErrors = {
  'reaction.closed': refused('this appKey is not open reaction service!'),
  'reaction.too_many': refused('The quantity has exceeded the limit!'),
  'reaction.repeated': refused('the user is already operation this message'),
  'reaction.illegal': refused('the user operation is illegal!'),
  'reaction.not_member': refused('The user not in this group!'),
  'reaction.group_missing': refused('groupId can not be null!'),
  'reaction.busy': refused('this message is creating reaction, please try again.'),
  'reaction.messages_too_many': refused('msgIdList exceeds the maximum number limit'),
  'reaction.limit_too_large': refused('Limit exceeds the maximum quantity limit'),
} as const satisfies Record<string, ErrorFact>
