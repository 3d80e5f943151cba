import { operation } from '../operation.ts'

/** Reaction calls have an envelope of their own (rest-groups-rooms.md §0.1). */
const reaction = {
  auth: 'self',
  generation: 'G2',
  replyIn: 'bare',
  rate: { calls: 100, seconds: 1 },
} as const

export const addReaction = operation({
  ...reaction,
  id: 'reactions.add',
  method: 'POST',
  path: '/reaction/user/:username',
  summary: 'React to a message',
  source: 'rest-groups-rooms.md E1; sdk-rest-calls.md E1',
})

export const removeReaction = operation({
  ...reaction,
  id: 'reactions.remove',
  method: 'DELETE',
  path: '/reaction/user/:username',
  summary: 'Remove a reaction (message and reaction in the query)',
  source: 'rest-groups-rooms.md E3; sdk-rest-calls.md E2',
})

export const listReactions = operation({
  ...reaction,
  id: 'reactions.list',
  method: 'GET',
  path: '/reaction/user/:username',
  summary: 'Reactions to up to 20 messages',
  source: 'rest-groups-rooms.md E2; sdk-rest-calls.md E3',
})

export const reactionDetail = operation({
  ...reaction,
  id: 'reactions.detail',
  method: 'GET',
  path: '/reaction/user/:username/detail',
  summary: 'Users who gave one reaction, page by page',
  source: 'rest-groups-rooms.md E4; sdk-rest-calls.md E4',
})
