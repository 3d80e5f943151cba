/** Something that a client does, or is notified of, over the WebSocket instead of REST. */
export interface SocketOperation {
  /** `socket.act`, unique: the name that tests and the compatibility matrix use. */
  id: string
  summary: string
  /** Section of the protocol reference. */
  source: string
  /** Whether the gateway implements it. */
  built: boolean
}

const works = (id: string, summary: string, source: string): SocketOperation => ({
  id: `socket.${id}`,
  summary,
  source,
  built: true,
})
const planned = (id: string, summary: string, source: string): SocketOperation => ({
  ...works(id, summary, source),
  built: false,
})

/** Features of the real-time protocol, in the order of its reference. When you build one, change `planned` to `works`. */
export const socketOperations: readonly SocketOperation[] = [
  works('connect', 'Plain WebSocket, binary frames (web SDKs from 4.13 on)', 'msync.md §1.1'),
  works('sockjs', 'SockJS (web SDKs up to 4.8.1, agora-chat up to 1.3.1)', 'msync.md §1.1'),
  works('base64', 'Base64 text frames (Alipay and DingTalk mini programs)', 'msync.md §1.1'),
  works('tcp', 'TCP with a length before each frame (native SDKs)', 'msync.md §16'),
  works(
    'login',
    'Log in with a token; a refusal gives the reason in words that the SDKs know',
    'msync.md §3.1-3.4',
  ),
  works('logout', 'Log out', 'msync.md §3.5'),
  works('tokenExpiry', 'Notify the client when its token expires', 'msync.md §3.6'),
  planned('lz4', 'Compressed frames (optional)', 'msync.md §3.7'),
  works('unread', 'Unread counts, which also serve as the heartbeat', 'msync.md §4.1'),
  works('pull', 'Pull what arrived while the device was offline, page by page', 'msync.md §4.3, §4.4'),
  works('push', 'Receive new messages by push', 'msync.md §4.4 row 6'),
  works('resend', 'A message sent again is stored once', 'msync.md §5'),
  works('devices', 'Messages sent by one device reach the other devices of its user', 'msync.md §12'),
  works('toDevice', 'Send to one device of a user', 'msync.md §12'),
  works('onlineOnly', 'Send only to online users, store nothing', 'msync.md §5 "routetype"'),
  works('sendText', 'Send text', 'msync.md §6.2'),
  works('sendImage', 'Send an image', 'msync.md §6.2'),
  works('sendVideo', 'Send a video', 'msync.md §6.2'),
  works('sendLocation', 'Send a location', 'msync.md §6.2'),
  works('sendAudio', 'Send a voice message', 'msync.md §6.2'),
  works('sendFile', 'Send a file', 'msync.md §6.2'),
  works('sendCommand', 'Send a command', 'msync.md §6.2'),
  works('sendCustom', 'Send a custom message', 'msync.md §6.2'),
  works('sendCombined', 'Send a combined message', 'msync.md §6.2'),
  works('sendToGroup', 'Send to a group', 'msync.md §5'),
  works('sendToRoom', 'Send to a room', 'msync.md §5'),
  works('sendToThread', 'Send to a thread', 'msync.md §6.5'),
  works('sendToMembers', 'Send to some members of a group or room', 'msync.md §5 "directedUsers"'),
  works('deliveryReceipt', 'Delivery receipts', 'msync.md §6.3'),
  works('readReceipt', 'Read receipts', 'msync.md §6.3'),
  works('channelReceipt', 'Mark a conversation as read', 'msync.md §6.3'),
  works('groupReadReceipt', 'Read receipts in groups, with their count', 'msync.md §6.4'),
  works('readReceipts', 'Read receipts for several messages at once (SDK 5)', 'sdk5.md §7'),
  works('clearUnread', 'Mark one or all conversations as read for own devices only (SDK 5)', 'sdk5.md §7'),
  works('recall', 'Recall a message', 'msync.md §6.3'),
  works('edit', 'Edit a message', 'msync.md §6.6'),
  works('stream', 'Messages that arrive piece by piece', 'msync.md §6.7'),
  works('onlineState', 'Mark messages that arrived while the receiver was online', 'msync.md §5 "is_online"'),
  works('groupEvents', 'Events of groups', 'msync.md §7.2'),
  works('roomEvents', 'Events of rooms', 'msync.md §7.2'),
  works('joinRoom', 'Join a room', 'msync.md §7.3'),
  works('leaveRoom', 'Leave a room', 'msync.md §7.3'),
  works('actOnGroup', 'Join or leave a group, invite, apply, answer, remove', 'msync.md §7.2'),
  works('rosterEvents', 'Events of contacts and contact requests', 'msync.md §8'),
  works('roster', 'Manage contacts over the socket (SDKs up to 4.1.6)', 'msync.md §8'),
  works('kick', 'Reason why a session ends: replaced, removed, new password, forced', 'msync.md §9'),
  works('presenceEvents', 'Events of other users’ presence', 'msync.md §10 "presence"'),
  works('reactionEvents', 'Events of reactions', 'msync.md §10 "reaction"'),
  works('threadEvents', 'Events of threads', 'msync.md §10 "thread"; §7.2 rows 33-40'),
  works('historyEvents', 'Events of history deletions by other devices', 'msync.md §10 "roaming_delete"'),
  works('profileEvents', 'Events of changes to profiles (SDK 5)', 'sdk5.md §8.1'),
  works('syncConversations', 'The list of conversations, over the sync socket of SDK 5', 'sdk5.md §9.3'),
  works('syncContacts', 'The list of contacts, over the sync socket of SDK 5', 'sdk5.md §9.4'),
  works('syncGroups', 'The list of joined groups, over the sync socket of SDK 5', 'sdk5.md §9.5'),
  works('conversationEvents', 'Events of changes to conversations by other devices', 'msync.md §10 "conv"'),
  works('pinEvents', 'Events of pinned messages', 'msync.md §10 "conv"'),
  works('silentModeEvents', 'Events of changes to the silent mode', 'msync.md §10 "user_notification_mute"'),
]
