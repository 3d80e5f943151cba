import { Type } from 'typebox'
import { faults } from '../fault.ts'
import { operation } from '../operation.ts'

/** Reaction calls have an envelope of their own (rest-groups-rooms.md §0.1). */
const reaction = {
  auth: 'self',
  generation: 'G2',
  replyIn: 'bare',
  rate: { calls: 100, seconds: 1 },
} as const

const Done = {
  requestStatusCode: Type.Literal('ok'),
  timestamp: Type.Integer({ description: 'ms since 1970' }),
}
const Text = Type.Optional(Type.String())
const illegal = faults({ required: 'reaction.illegal', else: 'reaction.illegal' })
/** Newer documents count in `count`, SDK types in `userCount`; `state`: the user has given it. */
const Counted = {
  reactionId: Type.String(),
  reaction: Type.String(),
  count: Type.Integer(),
  userCount: Type.Integer(),
  state: Type.Boolean(),
}
const Given = { msgId: Type.String(), message: Type.String({ description: 'The reaction' }) }

export const addReaction = operation({
  ...reaction,
  id: 'reactions.add',
  method: 'POST',
  path: '/reaction/user/:username',
  summary: 'React to a message of a user or a group',
  source: 'rest-groups-rooms.md E1; sdk-rest-calls.md E1',
  body: Type.Object({
    msgId: Type.Union([Type.String(), Type.Integer()], { alsoAccepts: 'a number', ...illegal }),
    message: Type.String({ description: 'The reaction, at most 128 characters', ...illegal }),
  }),
  bodyFault: 'request.argument_illegal',
  reply: Type.Object({
    ...Done,
    data: Type.Object({
      id: Type.String(),
      msgId: Type.String(),
      msgType: Type.Union([Type.Literal('chat'), Type.Literal('groupchat')]),
      groupId: Type.Union([Type.String(), Type.Null()]),
      reaction: Type.String(),
      createdAt: Type.String({ description: 'ISO 8601 in UTC, with microseconds' }),
      updatedAt: Type.String(),
    }),
  }),
  errors: [
    'reaction.closed',
    'reaction.illegal',
    'reaction.not_member',
    'reaction.repeated',
    'reaction.too_many',
    'reaction.busy',
    'user.unknown',
  ],
})

export const removeReaction = operation({
  ...reaction,
  id: 'reactions.remove',
  method: 'DELETE',
  path: '/reaction/user/:username',
  summary: 'Remove a reaction (message and reaction in the query)',
  source: 'rest-groups-rooms.md E3; sdk-rest-calls.md E2',
  query: Type.Object(Given),
  reply: Type.Object(Done),
  errors: ['reaction.closed', 'reaction.illegal', 'reaction.not_member', 'reaction.busy', 'user.unknown'],
})

export const listReactions = operation({
  ...reaction,
  id: 'reactions.list',
  method: 'GET',
  path: '/reaction/user/:username',
  summary: 'Reactions to up to 20 messages',
  source: 'rest-groups-rooms.md E2; sdk-rest-calls.md E3',
  query: Type.Object({
    msgIdList: Type.Optional(Type.String({ description: 'Ids, separated by commas' })),
    msgType: Type.Optional(Type.String({ description: '`chat`; `groupchat` or `group`' })),
    groupId: Type.Optional(Type.String({ description: 'Required unless msgType is `chat`' })),
  }),
  reply: Type.Object({
    ...Done,
    data: Type.Array(
      Type.Object({
        msgId: Type.String(),
        reactionList: Type.Array(
          Type.Object({
            ...Counted,
            userList: Type.Array(Type.String(), { description: 'The first three who have given it' }),
          }),
        ),
      }),
      { description: 'Without messages that have no reactions or that the user cannot see' },
    ),
  }),
  errors: [
    'reaction.closed',
    'reaction.group_missing',
    'reaction.not_member',
    'reaction.messages_too_many',
    'user.unknown',
  ],
})

export const reactionDetail = operation({
  ...reaction,
  id: 'reactions.detail',
  method: 'GET',
  path: '/reaction/user/:username/detail',
  summary: 'Users who gave one reaction, in that order, page by page',
  source: 'rest-groups-rooms.md E4; sdk-rest-calls.md E4',
  query: Type.Object({
    ...Given,
    limit: Type.Optional(Type.String({ description: '1 to 100, 50 if absent' })),
    cursor: Text,
    pageSize: Type.Optional(Type.String({ description: 'The same as limit (web SDKs)' })),
    currentPage: Type.Optional(Type.String({ description: 'The same as cursor (web SDKs)' })),
  }),
  reply: Type.Object({
    ...Done,
    data: Type.Object({
      ...Counted,
      userList: Type.Array(Type.String()),
      reactionUserList: Type.Array(
        Type.Object({ userId: Type.String(), createdAt: Type.String({ description: 'ms since 1970' }) }),
      ),
      cursor: Type.String({ description: 'Empty on the last page' }),
    }),
  }),
  errors: [
    'reaction.closed',
    'reaction.illegal',
    'reaction.not_member',
    'reaction.limit_too_large',
    'request.cursor_illegal',
    'user.unknown',
  ],
})
