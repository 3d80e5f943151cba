import type { Operation } from '../operation.ts'

/** A public page that describes an operation, or the shape that callers of it expect. */
export interface PublicPage {
  title: string
  url: string
}

const easemob = (path: string, title: string): PublicPage => ({
  title: `Easemob documentation: ${title}`,
  url: `https://doc.easemob.com/${path}.html`,
})
const server = (page: string, title: string) => easemob(`document/server-side/${page}`, title)

const pages = {
  appToken: easemob('product/easemob_app_token', 'app tokens'),
  userToken: easemob('product/easemob_user_token', 'user tokens'),
  accounts: server('account_system', 'accounts'),
  attributes: server('userprofile', 'user attributes'),
  toUsers: server('message_single', 'messages to users'),
  toGroups: server('message_group', 'messages to groups'),
  toRooms: server('message_chatroom', 'messages to chat rooms'),
  recall: server('message_recall', 'recalling messages'),
  edit: server('message_modify_text_custom', 'editing messages'),
  import: server('message_import', 'importing messages'),
  history: server('message_historical', 'history files'),
  deletion: server('message_delete', 'deleting messages'),
  files: server('message_download', 'uploads and downloads'),
  contacts: server('user_relationship', 'contacts and block lists'),
  groups: server('group_manage', 'groups'),
  groupFiles: server('group_file', 'announcement and files of groups'),
  groupMembers: server('group_member', 'members of groups'),
  threads: server('group_thread', 'threads'),
  rooms: server('chatroom_manage', 'chat rooms'),
  roomMembers: server('chatroom_member', 'members of chat rooms'),
  roomAttributes: server('chatroom_attribute', 'attributes of chat rooms'),
  superAdmins: server('chatroom_superadmin', 'super administrators'),
  reactions: server('reaction', 'reactions'),
  presence: server('presence', 'presence'),
  push: server('push', 'push'),
  pushExtension: server('push_extension', 'push extensions'),
  instantPush: easemob('push/push_send_notification', 'sending notifications'),
  pushLabels: easemob('push/push_tag_mgmt', 'labels'),
  pushStatistics: easemob('push/push_statistics', 'statistics of push'),
  pushCertificates: easemob('push/push_certificate_config', 'push certificates'),
  moderation: easemob('product/moderation/keyword_review', 'review by keywords'),
  callbacks: server('callback', 'callbacks'),
  overview: server('overview', 'overview of the REST API'),
  agora: {
    title: 'Agora documentation: messages',
    url: 'https://docs.agora.io/en/agora-chat/restful-api/message-management',
  },
  webSdk: {
    title: 'the web SDK, which makes this call',
    url: 'https://www.npmjs.com/package/easemob-websdk',
  },
  sdk5: { title: 'SDK 5, which makes this call', url: 'https://www.npmjs.com/package/easemob-chat-uikit' },
  nativeSdk: {
    title: 'the Android SDK, which makes this call',
    url: 'https://central.sonatype.com/artifact/io.hyphenate/hyphenate-chat',
  },
} satisfies Record<string, PublicPage>

type Page = keyof typeof pages

/**
 * Pages by operation, or by area.
 */
const byOperation: Readonly<Record<string, readonly Page[]>> = {
  'tokens.issue': ['appToken', 'userToken'],
  users: ['accounts'],
  attributes: ['attributes'],
  'messages.send': ['toUsers'],
  'messages.sendToUser': ['toUsers'],
  'messages.sendToUsers': ['toUsers'],
  'messages.sendToGroup': ['toGroups'],
  'messages.sendToGroups': ['toGroups'],
  'messages.sendToGroupMembers': ['toGroups'],
  'messages.sendToRooms': ['toRooms'],
  'messages.sendToRoomMembers': ['toRooms'],
  'messages.broadcastToRooms': ['agora'],
  'messages.broadcastToOnline': ['agora'],
  'messages.broadcast': ['agora'],
  'messages.recall': ['recall'],
  'messages.recallMany': ['recall'],
  'messages.edit': ['edit'],
  'messages.importToUser': ['import'],
  'messages.importToGroup': ['import'],
  'files.upload': ['files'],
  'files.download': ['files'],
  'history.file': ['history'],
  'history.deleteMessages': ['deletion'],
  'history.deleteUntil': ['deletion'],
  'history.deleteAll': ['deletion'],
  'conversations.delete': ['recall'],
  contacts: ['contacts'],
  groups: ['groups', 'groupMembers'],
  'groups.files': ['groupFiles'],
  'groups.uploadFile': ['groupFiles'],
  'groups.downloadFile': ['groupFiles'],
  'groups.deleteFile': ['groupFiles'],
  'groups.announcement': ['groupFiles'],
  'groups.setAnnouncement': ['groupFiles'],
  rooms: ['rooms', 'roomMembers'],
  'rooms.attributes': ['roomAttributes'],
  'rooms.setAttributes': ['roomAttributes'],
  'rooms.forceAttributes': ['roomAttributes'],
  'rooms.deleteAttributes': ['roomAttributes'],
  'rooms.forceDeleteAttributes': ['roomAttributes'],
  'rooms.addSuperAdmin': ['superAdmins'],
  'rooms.superAdmins': ['superAdmins'],
  'rooms.removeSuperAdmin': ['superAdmins'],
  threads: ['threads'],
  reactions: ['reactions'],
  presence: ['presence'],
  push: ['push', 'pushExtension'],
  'push.statistics': ['pushStatistics'],
  'push.certificates': ['pushCertificates'],
  'push.addCertificate': ['pushCertificates'],
  'push.removeCertificate': ['pushCertificates'],
  'push.sync': ['instantPush'],
  'push.async': ['instantPush'],
  'push.users': ['instantPush'],
  'push.label': ['instantPush'],
  'push.list': ['instantPush'],
  'push.all': ['instantPush'],
  'push.createLabel': ['pushLabels'],
  'push.labels': ['pushLabels'],
  'push.getLabel': ['pushLabels'],
  'push.deleteLabel': ['pushLabels'],
  'push.labelUsers': ['pushLabels'],
  'push.usersOfLabel': ['pushLabels'],
  'push.userOfLabel': ['pushLabels'],
  'push.unlabelUsers': ['pushLabels'],
  moderation: ['moderation'],
  'webhooks.stored': ['callbacks'],
  'webhooks.retry': ['callbacks'],
}

/** Where anybody can read what callers expect of an operation; empty if Ringpost alone has it. */
export function publicPages({ id, generation, source }: Operation): readonly PublicPage[] {
  return pagesOf(id, generation, source).map((page) => pages[page])
}

function pagesOf(id: string, generation: Operation['generation'], source: string): readonly Page[] {
  if (generation === 'ringpost') return []
  if (generation === 'client')
    return [source.includes('sdk5.md') ? 'sdk5' : source.includes('native.md') ? 'nativeSdk' : 'webSdk']
  return byOperation[id] ?? byOperation[id.slice(0, id.indexOf('.'))] ?? ['overview']
}
