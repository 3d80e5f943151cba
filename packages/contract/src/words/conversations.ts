import type { AreaWords } from './area-words.ts'

const to = 'The other side: a user id, or the id of a group'
const type = '`chat`, or `groupChat` in any case'

export const conversations: AreaWords = {
  acts: {
    delete: 'The other side keeps the conversation and its history.',
    pin: 'At most 50 conversations of a user are pinned.',
    mark: 'What a mark means is up to the app.',
    pinMessage: 'At most 20 messages of a conversation are pinned.',
  },
  asked: {
    limit: 'Size of a page, 1 to 50, default 20',
    'marked: limit': 'Size of a page, 1 to 10, default 10',
    'pinnedMessages: limit': 'Size of a page, 1 to 50, default 10',
    need_mark: 'Sent by SDKs; the marks are in every reply',
    is_top: '`true`: only pinned conversations',
    pageNum: 'Number of the page, from 1',
    pageSize: 'Size of a page, 1 to 20, default 20',
    channel: 'The other side: a user id, or the id of a group',
    'delete: type': '`chat` or `groupchat`',
    delete_roam: 'Whether the history of the conversation is deleted for this user, too',
    to,
    type,
    mark: 'The mark, `mark_0` to `mark_19`',
    targets: 'The conversations, at most 20',
    'targets.to': to,
    'targets.type': type,
    pin_msg_id: 'Id of the message',
  },
  answered: {
    channel_infos: 'The conversations of the page',
    'delete: result': '`ok`: done',
    is_top: 'Whether the conversation is pinned',
    update_top_status_time: 'When that changed, in ms since 1970',
    ignore: 'Those of the request that the user does not have, and chat rooms, which cannot be marked',
    'ignore.to': 'The other side',
    'ignore.type': 'Kind of the conversation',
    msg_infos: 'The pinned messages of the page, last pinned first',
    message: 'The message',
    pin_operator: 'User id of who pinned it',
  },
}
