/** One call that the seed documents describe. */
export interface SeedCall {
  /** Number of the seed. */
  seed: '000' | '001' | '002' | '003'
  /** Its heading in the seed. */
  heading: string
  /** Method and path below the app, with parameters as declared. */
  request: string
  /** Id of the operation that implements it. */
  operation: string
}

const call = (seed: SeedCall['seed'], heading: string, request: string, operation: string): SeedCall => ({
  seed,
  heading,
  request,
  operation,
})

/** All calls that the seed documents describe; test/docs verifies that each has an operation. */
export const seedCalls: readonly SeedCall[] = [
  call('000', '查看用户在线状态', 'GET /users/:username/status', 'users.status'),
  call('000', '发送文本消息', 'POST /messages', 'messages.send'),
  call('000', '发送图片消息', 'POST /messages', 'messages.send'),
  call('000', '发送语音消息', 'POST /messages', 'messages.send'),
  call('000', '发送透传消息', 'POST /messages', 'messages.send'),
  call('001', '查看用户在线状态', 'GET /users/:username/status', 'users.status'),
  call('001', '发送消息', 'POST /messages', 'messages.send'),
  call('001', '获取app中所有的群组', 'GET /chatgroups', 'groups.list'),
  call('001', '创建一个群组', 'POST /chatgroups', 'groups.create'),
  call('001', '删除群组', 'DELETE /chatgroups/:group', 'groups.delete'),
  call('001', '获取群组中的所有成员', 'GET /chatgroups/:group/users', 'groups.members'),
  call('001', '在群组中添加一个人', 'POST /chatgroups/:group/users/:username', 'groups.addMember'),
  call('001', '在群组中减少一个人', 'DELETE /chatgroups/:group/users/:username', 'groups.removeMembers'),
  call('002', '查看用户在线状态', 'GET /users/:username/status', 'users.status'),
  call('002', '给某个用户发送消息', 'POST /users/:username/messages', 'messages.sendToUser'),
  call('002', '给群组发送消息', 'POST /groups/:group/messages', 'messages.sendToGroup'),
  call('003', '发送单聊消息', 'POST /messages/users', 'messages.sendToUsers'),
  call('003', '发送群聊消息', 'POST /messages/chatgroups', 'messages.sendToGroups'),
  call('003', '发送聊天室消息', 'POST /messages/chatrooms', 'messages.sendToRooms'),
  call('003', '文件上传', 'POST /chatfiles', 'files.upload'),
  call('003', '文件下载', 'GET /chatfiles/:file', 'files.download'),
  call('003', '下载缩略图', 'GET /chatfiles/:file', 'files.download'),
  call('003', '获取历史消息文件', 'GET /chatmessages/:time', 'history.file'),
  call('003', '服务端消息撤回', 'POST /messages/msg_recall', 'messages.recall'),
  call('003', '服务端单向删除会话', 'DELETE /users/:username/user_channel', 'conversations.delete'),
  call('003', '导入单聊消息', 'POST /messages/users/import', 'messages.importToUser'),
  call('003', '导入群聊消息', 'POST /messages/chatgroups/import', 'messages.importToGroup'),
]
