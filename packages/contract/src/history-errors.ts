import { type ErrorFact, exceeded, forbidden, illegal } from './error-fact.ts'

const badRequest = (description: string): ErrorFact => ({
  status: 400,
  error: 'Bad Request',
  exception: 'BadRequestException',
  description,
})

/** Refusals about past messages: history files, deletion for one side, and import from another system. */
export const historyErrors = {
  // History (§9)
  'history.time_illegal': illegal('illegal arguments: appkey: {appkey}, time: {time}'),
  'history.expired': illegal(
    'illegal arguments: appkey: {appkey}, time: {time}, maybe chat message history is expired or unstored',
  ),
  'history.none': {
    status: 404,
    error: 'storage_object_not_found',
    exception: 'StorageObjectNotFoundException',
    description: 'Failed to find chat message history download url for appkey: {appkey}, time: {time}',
  },
  'history.link_illegal': {
    status: 403,
    error: 'forbidden_op',
    exception: 'SignatureDoesNotMatch',
    description: 'this is not a download link of this server, or it was changed',
  },
  'history.link_expired': {
    status: 403,
    error: 'forbidden_op',
    exception: 'AccessDenied',
    description: 'this download link has expired, ask for another one',
  },

  // Reading back, and deleting for one side (§7 R8-R12; sdk-rest-calls.md §3)
  'history.queue_illegal': illegal('param queue is illegal: {queue}'),
  'history.not_member': {
    status: 403,
    error: 'forbidden_op',
    exception: 'EasemobForbiddenOpException',
    description: 'users [{username}] are not members of this group!',
  },
  'history.target_missing': badRequest('Bad Request'),
  'history.ids_illegal': { ...badRequest('param msgIdList is illegal'), error: 'param exception' },
  'history.ids_too_many': {
    ...badRequest('delete msg list limit can not greater than {limit}'),
    error: 'param exception',
  },
  'history.deltime_illegal': { ...badRequest('param delTime is illegal'), error: 'param exception' },

  // Conversations (§7 R6)
  'conversation.channel_missing': illegal('field channel cannot be null or empty'),
  'conversation.type_missing': illegal('field type cannot be null or empty'),
  'conversation.delete_roam_missing': illegal('field delete_roam cannot be null'),
  'conversation.field_missing': illegal('param {field} must be not empty, please check!'),
  'conversation.type_illegal': illegal('param type illegal, please check it!'),
  'conversation.mark_missing': illegal('param mark must be not empty, please check!'),
  'conversation.mark_illegal': illegal('param mark illegal, please check it!'),
  'conversation.targets_too_many': illegal("param targets's size can't exceed limit {limit}"),
  'conversation.unknown': {
    status: 404,
    error: 'resource_not_found',
    exception: 'ResourceNotFoundException',
    description: 'user session not exist',
    number: 91001,
  },
  'conversation.pins_too_many': {
    ...exceeded('the number of top conversations exceeds the limit'),
    number: 91002,
  },
  'conversation.body_unreadable': illegal('Request body not readable.Please check content type is correct!'),

  // Pinned messages (§13.5; sdk-rest-calls.md §3)
  'pin.message_illegal': illegal('param pin_msg_id illegal, please check it!'),
  'pin.message_unknown': { ...forbidden('the message does not exist or can not be pinned'), number: 91102 },
  'pin.too_many': { ...exceeded('the number of pinned messages exceeds the limit'), number: 91101 },
  'pin.not_member': { ...illegal('the user is not in this conversation'), number: 91104 },
  'pin.unknown': {
    status: 404,
    error: 'resource_not_found',
    exception: 'ResourceNotFoundException',
    description: 'user session pin message not exist',
  },

  // Importing (§7 R4, R5, §7.1)
  'import.from_missing': illegal('from not allow empty'),
  'import.target_missing': illegal('target not allow empty'),
  'import.type_missing': illegal('type not allow empty'),
  'import.body_missing': illegal('message body not allow empty'),
  'import.time_illegal': illegal('msg_timestamp must be milliseconds, {bounds}'),
  'import.download_failed': illegal('{url} cannot be downloaded: {reason}'),
} as const satisfies Record<string, ErrorFact>
