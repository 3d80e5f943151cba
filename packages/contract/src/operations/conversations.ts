import { Type } from 'typebox'
import { faults } from '../fault.ts'
import { operation } from '../operation.ts'

const rate = { calls: 100, seconds: 1 }

export const listConversations = operation({
  id: 'conversations.list',
  method: 'GET',
  path: '/sdk/user/:username/user_channels/list',
  auth: 'self',
  generation: 'client',
  summary: 'Conversations with their last message, newest first; with is_top=true the pinned ones',
  source: 'sdk-rest-calls.md V1, V2',
  rate,
})

export const allConversations = operation({
  id: 'conversations.all',
  method: 'GET',
  path: '/users/:username/user_channels',
  alsoPaths: ['/user/:username/user_channels'],
  auth: 'self',
  generation: 'G2',
  summary: 'All conversations at once',
  source: 'rest-messages-users.md R7; sdk-rest-calls.md V3',
  rate,
})

export const pageOfConversations = operation({
  id: 'conversations.page',
  method: 'GET',
  path: '/users/:username/user_channels/page',
  auth: 'self',
  generation: 'client',
  summary: 'Conversations by page number',
  source: 'sdk-rest-calls.md V4',
  rate,
})

export const deleteConversation = operation({
  id: 'conversations.delete',
  method: 'DELETE',
  path: '/users/:username/user_channel',
  alsoPaths: ['/user/:username/user_channel'],
  auth: 'self',
  generation: 'G2',
  summary: 'Delete a conversation for one side, with delete_roam its history too (JSON body)',
  source: 'seed 003 "服务端单向删除会话"; rest-messages-users.md R6; sdk-rest-calls.md V5',
  body: Type.Object(
    {
      channel: Type.String({
        minLength: 1,
        ...faults({ required: 'conversation.channel_missing', minLength: 'conversation.channel_missing' }),
      }),
      type: Type.String({
        minLength: 1,
        ...faults({ required: 'conversation.type_missing', minLength: 'conversation.type_missing' }),
      }),
      delete_roam: Type.Boolean(faults({ required: 'conversation.delete_roam_missing' })),
    },
    { examples: [{ channel: 'bob', type: 'chat', delete_roam: true }] },
  ),
  bodyFault: 'request.body_invalid',
  reply: Type.Object({ result: Type.Literal('ok') }),
  errors: [
    'conversation.channel_missing',
    'conversation.type_missing',
    'conversation.delete_roam_missing',
    'request.body_invalid',
    'user.unknown',
  ],
  envelope: { path: '/users/user_channel', entities: true },
  rate,
})

export const pinConversation = operation({
  id: 'conversations.pin',
  method: 'POST',
  path: '/sdk/user/:username/user_channel/top',
  auth: 'self',
  generation: 'client',
  summary: 'Keep a conversation at the top',
  source: 'sdk-rest-calls.md V6',
  rate,
})

export const unpinConversation = operation({
  id: 'conversations.unpin',
  method: 'DELETE',
  path: '/sdk/user/:username/user_channel/top',
  auth: 'self',
  generation: 'client',
  summary: 'Keep a conversation at the top no more',
  source: 'sdk-rest-calls.md V7',
  rate,
})

export const markConversations = operation({
  id: 'conversations.mark',
  method: 'POST',
  path: '/sdk/user/:username/user_channels/mark',
  auth: 'self',
  generation: 'client',
  summary: 'Put one of 20 marks on up to 20 conversations',
  source: 'sdk-rest-calls.md V8',
  rate,
})

export const unmarkConversations = operation({
  id: 'conversations.unmark',
  method: 'DELETE',
  path: '/sdk/user/:username/user_channels/mark',
  auth: 'self',
  generation: 'client',
  summary: 'Take a mark off conversations (JSON body)',
  source: 'sdk-rest-calls.md V9',
  rate,
})

export const findMarkedConversations = operation({
  id: 'conversations.marked',
  method: 'GET',
  path: '/sdk/user/:username/user_channels/mark/search',
  auth: 'self',
  generation: 'client',
  summary: 'Conversations with a mark',
  source: 'sdk-rest-calls.md V10',
  rate,
})

export const pinMessage = operation({
  id: 'conversations.pinMessage',
  method: 'POST',
  path: '/sdk/user/:username/user_channel/pin',
  auth: 'self',
  generation: 'client',
  summary: 'Pin a message for everyone in its conversation',
  source: 'sdk-rest-calls.md V16',
  rate,
})

export const unpinMessage = operation({
  id: 'conversations.unpinMessage',
  method: 'DELETE',
  path: '/sdk/user/:username/user_channel/pin',
  auth: 'self',
  generation: 'client',
  summary: 'Unpin a message (JSON body)',
  source: 'sdk-rest-calls.md V17',
  rate,
})

export const pinnedMessages = operation({
  id: 'conversations.pinnedMessages',
  method: 'GET',
  path: '/sdk/user/:username/user_channel/pin',
  auth: 'self',
  generation: 'client',
  summary: 'Pinned messages of a conversation',
  source: 'sdk-rest-calls.md V18',
  rate,
})
