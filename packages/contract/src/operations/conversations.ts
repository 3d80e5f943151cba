import { Type } from 'typebox'
import { faults } from '../fault.ts'
import { operation } from '../operation.ts'

const rate = { calls: 100, seconds: 1 }
/** rest-messages-users.md §14.1 "conversation delete/list". */
const slow = { ...rate, perUser: { calls: 5, seconds: 60 } }

const Text = Type.Optional(Type.String())
/** sdk-rest-calls.md §6 form B. */
const Message = Type.Object(
  {
    id: Type.Optional(Type.String()),
    from: Type.Optional(Type.String()),
    to: Type.Optional(Type.String()),
    timestamp: Type.Optional(Type.Number()),
    payload: Type.Optional(Type.String({ description: 'JSON of type, from, to, ext, bodies …' })),
  },
  { title: 'ConversationMessage' },
)
const Conversations = Type.Object({
  channel_infos: Type.Array(
    Type.Object(
      {
        session_to: Type.String(),
        session_type: Type.Union([Type.Literal('chat'), Type.Literal('groupchat')]),
        is_top: Type.Boolean(),
        update_top_status_time: Type.Number({ description: 'ms since 1970; 0 if not pinned' }),
        unread_num: Type.Integer({ description: 'At most 1000' }),
        marks: Type.Array(Type.String({ description: '`mark_0` … `mark_19`' })),
        meta: Message,
      },
      { title: 'Conversation' },
    ),
  ),
  cursor: Type.String({ description: 'Empty on the last page' }),
})
const OldConversations = Type.Object({
  channel_infos: Type.Array(
    Type.Object(
      {
        channel_id: Type.String({
          description: '`{app key}_{user}@easemob.com`, or `…@conference.easemob.com`',
        }),
        unread_num: Type.Integer({ description: 'At most 1000' }),
        meta: Message,
      },
      { title: 'ConversationEntry' },
    ),
  ),
})
const Paging = { limit: Text, cursor: Text, need_mark: Text }
const Empty = Type.Optional(
  Type.String({ description: '`true`: also conversations without a message to show' }),
)
/** A conversation as named in requests; `groupChat` and `groupchat` are the same. */
const required = Type.String({
  minLength: 1,
  ...faults({ required: 'conversation.field_missing', minLength: 'conversation.field_missing' }),
})
const Pinning = {
  body: Type.Object({
    to: required,
    type: required,
    pin_msg_id: Type.String(faults({ required: 'pin.message_illegal', type: 'pin.message_illegal' })),
  }),
  bodyFault: 'conversation.body_unreadable',
} as const
const pinErrors = [
  'conversation.field_missing',
  'conversation.type_illegal',
  'pin.not_member',
  'user.unknown',
] as const
const Top = Type.Object({ is_top: Type.Boolean(), update_top_status_time: Type.Number() })
const topErrors = [
  'conversation.field_missing',
  'conversation.type_illegal',
  'conversation.unknown',
  'user.unknown',
] as const
const Mark = Type.String({
  minLength: 1,
  ...faults({ required: 'conversation.mark_missing', minLength: 'conversation.mark_missing' }),
})
const Marking = {
  body: Type.Object(
    {
      mark: Mark,
      targets: Type.Array(Type.Object({ to: required, type: required }), {
        minItems: 1,
        maxItems: 20,
        limit: 20,
        ...faults({
          required: 'conversation.field_missing',
          minItems: 'conversation.field_missing',
          maxItems: 'conversation.targets_too_many',
        }),
      }),
    },
    { examples: [{ mark: 'mark_0', targets: [{ to: 'bob', type: 'chat' }] }] },
  ),
  bodyFault: 'conversation.body_unreadable',
  reply: Type.Object({ ignore: Type.Array(Type.Object({ to: Type.String(), type: Type.String() })) }),
  errors: [
    'conversation.mark_missing',
    'conversation.mark_illegal',
    'conversation.field_missing',
    'conversation.type_illegal',
    'conversation.targets_too_many',
    'conversation.body_unreadable',
    'user.unknown',
  ],
} as const

export const listConversations = operation({
  id: 'conversations.list',
  method: 'GET',
  path: '/sdk/user/:username/user_channels/list',
  auth: 'self',
  generation: 'client',
  summary: 'Conversations with their last message, newest first; with is_top=true the pinned ones',
  source: 'sdk-rest-calls.md V1, V2',
  query: Type.Object({ ...Paging, is_top: Text, needEmptySession: Empty }),
  reply: Conversations,
  errors: ['user.unknown'],
  rate,
})

export const allConversations = operation({
  id: 'conversations.all',
  method: 'GET',
  path: '/users/:username/user_channels',
  alsoPaths: ['/user/:username/user_channels'],
  auth: 'self',
  generation: 'G2',
  summary: 'The 100 conversations with the newest messages at once',
  source: 'rest-messages-users.md R7; sdk-rest-calls.md V3',
  reply: OldConversations,
  errors: ['user.unknown'],
  rate: slow,
})

export const pageOfConversations = operation({
  id: 'conversations.page',
  method: 'GET',
  path: '/users/:username/user_channels/page',
  auth: 'self',
  generation: 'client',
  summary: 'Conversations by page number',
  source: 'sdk-rest-calls.md V4',
  query: Type.Object({ pageNum: Text, pageSize: Text }),
  reply: OldConversations,
  errors: ['user.unknown'],
  rate,
})

export const deleteConversation = operation({
  id: 'conversations.delete',
  method: 'DELETE',
  path: '/users/:username/user_channel',
  alsoPaths: ['/user/:username/user_channel'],
  auth: 'self',
  generation: 'G2',
  summary: 'Delete a conversation for one side, and with delete_roam its history (JSON body)',
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
  rate: slow,
})

export const pinConversation = operation({
  id: 'conversations.pin',
  method: 'POST',
  path: '/sdk/user/:username/user_channel/top',
  auth: 'self',
  generation: 'client',
  summary: 'Pin a conversation to the top',
  source: 'sdk-rest-calls.md V6',
  body: Type.Object({ type: required, to: required }),
  bodyFault: 'conversation.body_unreadable',
  reply: Top,
  errors: [...topErrors, 'conversation.pins_too_many', 'conversation.body_unreadable'],
  rate,
})

export const unpinConversation = operation({
  id: 'conversations.unpin',
  method: 'DELETE',
  path: '/sdk/user/:username/user_channel/top',
  auth: 'self',
  generation: 'client',
  summary: 'Unpin a conversation from the top',
  source: 'sdk-rest-calls.md V7',
  query: Type.Object({ type: Type.String(), to: Type.String() }),
  reply: Top,
  errors: topErrors,
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
  ...Marking,
  rate,
})

export const unmarkConversations = operation({
  id: 'conversations.unmark',
  method: 'DELETE',
  path: '/sdk/user/:username/user_channels/mark',
  auth: 'self',
  generation: 'client',
  summary: 'Remove a mark from conversations (JSON body)',
  source: 'sdk-rest-calls.md V9',
  ...Marking,
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
  query: Type.Object({ ...Paging, mark: Type.String() }, { examples: [{ mark: 'mark_0' }] }),
  reply: Conversations,
  errors: ['conversation.mark_missing', 'conversation.mark_illegal', 'user.unknown'],
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
  ...Pinning,
  errors: [
    ...pinErrors,
    'conversation.body_unreadable',
    'pin.message_illegal',
    'pin.message_unknown',
    'pin.too_many',
  ],
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
  ...Pinning,
  errors: [...pinErrors, 'conversation.body_unreadable', 'pin.message_illegal', 'pin.unknown'],
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
  query: Type.Object(
    { to: Type.String(), type: Type.String(), limit: Text, cursor: Text },
    { examples: [{ to: 'bob', type: 'chat' }] },
  ),
  reply: Type.Object({
    msg_infos: Type.Array(
      Type.Object({
        message: Message,
        pin_opt_at: Type.Number({ description: 'ms since 1970' }),
        pin_operator: Type.String(),
      }),
    ),
    cursor: Type.String({ description: 'Empty on the last page' }),
  }),
  errors: pinErrors,
  rate,
})
