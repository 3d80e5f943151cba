import { attributeErrors } from './attribute-errors.ts'
import { channelErrors } from './channel-errors.ts'
import { contactErrors } from './contact-errors.ts'
import { editErrors } from './edit-errors.ts'
import { type ErrorFact, illegal } from './error-fact.ts'
import { favouriteErrors } from './favourite-errors.ts'
import { historyErrors } from './history-errors.ts'
import { instantPushErrors } from './instant-push-errors.ts'
import { moderationErrors } from './moderation-errors.ts'
import { notificationErrors } from './notification-errors.ts'
import { presenceErrors } from './presence-errors.ts'
import { pushErrors } from './push-errors.ts'
import { reactionErrors } from './reaction-errors.ts'
import { recallErrors } from './recall-errors.ts'
import { reportErrors } from './report-errors.ts'
import { rtcErrors } from './rtc-errors.ts'
import { searchErrors } from './search-errors.ts'
import { speechErrors } from './speech-errors.ts'
import { streamErrors } from './stream-errors.ts'
import { testingErrors } from './testing-errors.ts'
import { threadErrors } from './thread-errors.ts'
import { translationErrors } from './translation-errors.ts'
import { webhookErrors } from './webhook-errors.ts'

const SECURITY = 'org.apache.usergrid.rest.exceptions.SecurityException'
const PROPERTY = 'org.apache.usergrid.persistence.exceptions.RequiredPropertyNotFoundException'
const DUPLICATE = 'org.apache.usergrid.persistence.exceptions.DuplicateUniquePropertyExistsException'
const ENTITY = 'org.apache.usergrid.persistence.exceptions.EntityNotFoundException'
const GRANT = 'org.apache.usergrid.rest.exceptions.InvalidGrantException'
const FORBIDDEN = 'EasemobForbiddenOpException'
const SEND = 'MessageSendException'

const grant = (description: string, status = 400): ErrorFact => ({
  status,
  error: 'invalid_grant',
  exception: GRANT,
  description,
})
const send = (description: string, number?: number): ErrorFact => ({
  status: 400,
  error: 'message_send_error',
  exception: SEND,
  description,
  ...(number === undefined ? {} : { number }),
})

/**
 * Every error that a caller can get, declared once. Callers compare `error` and `description` byte for byte
 * (rest-messages-users.md §13.3: the D23/D26 lower-case spelling), so texts are never edited for style.
 * `{name}` in a description is filled from the params of {@link ApiError}.
 */
const table = {
  // Tokens (rest-messages-users.md §2.1, §13.2)
  'auth.required': {
    status: 401,
    error: 'unauthorized',
    exception: SECURITY,
    description: 'Unable to authenticate (OAuth)',
  },
  'auth.expired': {
    status: 401,
    error: 'unauthorized',
    exception: SECURITY,
    description: 'Unable to authenticate due to expired access token',
    gateway: { code: 1, reason: 'Sorry, token expired' },
  },
  'auth.corrupt': {
    status: 401,
    error: 'auth_bad_access_token',
    exception: SECURITY,
    description: 'Unable to authenticate due to corrupt access token',
    gateway: { code: 1, reason: 'Sorry, token or password does not match login info' },
  },
  'auth.foreign': {
    status: 401,
    error: 'auth_bad_access_token',
    exception: SECURITY,
    description: 'Unable to authenticate',
    gateway: { code: 1, reason: 'Sorry, token or password does not match login info' },
  },
  'auth.user_unknown': {
    status: 401,
    error: 'auth_bad_access_token',
    exception: SECURITY,
    description: 'Unable to authenticate',
    gateway: { code: 1, reason: 'Sorry, user not found' },
  },
  'auth.user_inactive': {
    status: 401,
    error: 'unauthorized',
    exception: SECURITY,
    description: 'user not activated',
    gateway: { code: 12, reason: 'user not activated' },
  },
  'grant.type_unsupported': {
    status: 400,
    error: 'unsupported_grant_type',
    exception: GRANT,
    description: 'grant_type is not supported',
  },
  'grant.client_id_missing': illegal('client_id must be provided.'),
  'grant.client_secret_missing': illegal('client_secret must be provided'),
  'grant.client_id_wrong': grant('client_id does not match'),
  'grant.client_secret_wrong': grant('client_secret does not match'),
  'grant.password_wrong': grant('invalid username or password'),
  'grant.user_unknown': {
    ...grant('user not found', 404),
    gateway: { code: 1, reason: 'Sorry, user not found' },
  },
  'grant.user_inactive': {
    ...grant('user not activated'),
    gateway: { code: 12, reason: 'user not activated' },
  },
  'grant.ttl_illegal': illegal('ttl must be a non-negative number of seconds'),
  'grant.concurrent_create': {
    status: 409,
    error: 'concurrent_operation_error',
    exception: 'ConcurrentOperationException',
    description: 'concurrency create app user failed',
  },

  // Applications
  'app.unknown': {
    status: 404,
    error: 'organization_application_not_found',
    exception: 'org.apache.usergrid.rest.exceptions.OrganizationApplicationNotFoundException',
    description: 'Could not find application for {org}/{app} from URI: {org}/{app}{path}',
  },

  'app.unknown_key': {
    status: 404,
    error: 'organization_application_not_found',
    exception: 'org.apache.usergrid.rest.exceptions.OrganizationApplicationNotFoundException',
    description: 'Could not find application for {key}',
    gateway: { code: 4, reason: 'app key does not exist' },
  },

  // Users (§3)
  'user.registration_closed': {
    status: 401,
    error: 'unauthorized',
    exception: SECURITY,
    description: "Open registration doesn't allow, so register user need token",
  },
  'user.username_missing': illegal('Entity user requires a property named username'),
  'user.username_illegal': illegal('username [{username}] is not legal'),
  'user.username_too_long': illegal('USERNAME_TOO_LONG'),
  'user.password_missing': illegal('password or pin must provided'),
  'user.password_too_long': illegal('PASSWORD_TOO_LONG'),
  'user.nickname_too_long': illegal('NICKNAME_TOO_LONG'),
  'user.preference_illegal': illegal('parameters is invalid : {name}'),
  'user.exists': {
    status: 400,
    error: 'duplicate_unique_property_exists',
    exception: DUPLICATE,
    description:
      'Application {application} Entity user requires that property named username be unique, value of {username} exists',
  },
  'user.batch_too_large': illegal(
    'Request body array size[{size}] had almost reached or been greater than the upper range value[60]',
  ),
  'user.batch_conflict': illegal(
    'the same user {username} has a different password, the passwords are {passwords}',
  ),
  'user.unknown': {
    status: 404,
    error: 'service_resource_not_found',
    exception: 'UserNotFoundException',
    description: 'Service resource not found',
    gateway: { code: 1, reason: "username doesn't exist!" },
  },
  'user.unknown_entity': {
    status: 404,
    error: 'entity_not_found',
    exception: ENTITY,
    description: 'User null not found',
  },
  'user.newpassword_missing': illegal('newpassword is required'),
  'user.oldpassword_wrong': illegal('oldPassword is required'),
  'user.status_batch_too_large': illegal('request body exceeds maximum limit, maximum limit is 100'),
  'user.mute_illegal': illegal('{field} is not a number of seconds'),
  'user.property_missing': {
    status: 400,
    error: 'required_property_not_found',
    exception: PROPERTY,
    description: 'Entity user requires a property named username',
  },

  // Sending (§5.2)
  'send.from_empty': send("param from can't be empty", 14001),
  'send.from_foreign': {
    status: 403,
    error: 'forbidden_op',
    exception: FORBIDDEN,
    description: 'from must be the user that sends',
    gateway: { code: 1, reason: 'Sorry, You do not have permission' },
  },
  'send.to_foreign': {
    status: 403,
    error: 'forbidden_op',
    exception: FORBIDDEN,
    description: 'to must be of the app of the user that sends',
    gateway: { code: 1, reason: 'Sorry, You do not have permission' },
  },
  'send.malformed': {
    ...send('message format is incorrect'),
    gateway: { code: 1, reason: 'format is incorrect' },
  },
  'send.to_empty': send("param to can't be empty", 14002),
  'send.type_empty': send("param type can't be empty"),
  'send.type_illegal': send('param type is illegal'),
  'send.body_empty': send("param body can't be empty", 14005),
  'send.ext_illegal': send('param ext must be JSONObject'),
  'send.to_too_many': send("params to's size can't exceed limit {limit}"),
  'send.users_empty': send("param users can't be empty"),
  'send.too_large': {
    ...send('message is too large', 14007),
    gateway: { code: 7, reason: 'Sorry, data is too large' },
  },
  'send.field_missing': send("param body.{field} can't be empty", 14005),
  'send.field_illegal': send('param body.{field} is illegal', 14005),
  'send.reach_limit': {
    status: 403,
    error: 'message_send_error',
    exception: SEND,
    description: 'message send reach limit',
    gateway: { code: 7, reason: 'traffic limit' },
  },
  /** Whoever screens messages does not let it pass, for a reason of its own (webhooks.md §4, msync.md §11). */
  'send.intercepted': {
    status: 403,
    error: 'forbidden_op',
    exception: FORBIDDEN,
    description: '{reason}',
    gateway: { code: 19, reason: '{reason}' },
  },
  /** A word of a list of the app; SDKs of every kind know the reason (moderation.md §4). */
  'send.moderated': {
    status: 403,
    error: 'forbidden_op',
    exception: FORBIDDEN,
    description: 'the message is blocked by moderation',
    gateway: { code: 1, reason: '{"error_type":"moderation","error_code":"keyword"}' },
  },
  'send.from_empty_g1': illegal("from can't be empty"),
  'send.broadcast_target_illegal': illegal("target_type can only be 'users'"),
  'send.target_type_illegal': illegal("target_type can only be 'users' or 'chatgroups' or 'chatrooms'"),
  'send.target_type_missing': illegal('target_type must be provided'),
  'send.target_missing': illegal('target must be provided'),
  'send.msg_missing': illegal('msg must be provided'),
  'send.ext_illegal_g1': illegal('ext must be JSONObject'),

  // Files (§8; sdk-rest-calls.md F2 on what a client makes of the errors)
  'file.missing': illegal('file must be provided.'),
  'file.too_large': {
    status: 413,
    error: 'file exceeding maximum limit',
    exception: 'FileSizeExceededException',
    description: 'the file size exceeds the maximum limit.',
  },
  'file.unknown': {
    status: 404,
    error: 'entity_not_found',
    exception: ENTITY,
    description: 'file may not exists',
  },
  'file.expired': {
    status: 404,
    error: 'file_expired',
    exception: 'FileExpiredException',
    description: 'file {uuid} is expired',
  },
  'file.secret_wrong': {
    status: 403,
    error: 'forbidden_op',
    exception: FORBIDDEN,
    description: 'chatfile no permission',
  },
  'file.frame_none': {
    status: 404,
    error: 'entity_not_found',
    exception: ENTITY,
    description: 'file {uuid} has no video frame',
  },
  'file.frame_unsupported': {
    status: 501,
    error: 'not_implemented',
    exception: 'NotImplementedException',
    description: 'video frames need ffmpeg: install it on the server or name its program in RINGPOST_FFMPEG',
  },
  'file.store_unavailable': {
    status: 503,
    error: 'service_unavailable',
    exception: 'ServiceUnavailableException',
    description: 'the store of files cannot be reached, retry later',
  },
  'file.lifetime_illegal': illegal("lifetime must be either 'forever' or 'default' or 'refresh'。"),
  'file.upload_unknown': {
    status: 404,
    error: 'entity_not_found',
    exception: ENTITY,
    description: 'this upload does not exist, or has ended',
  },
  // The web SDKs take this number for a failed upload (sdk-rest-calls.md §3).
  'file.parts_missing': { ...illegal('some parts of the file are missing'), number: 14403 },
  'file.part_number_illegal': {
    ...illegal('part_number must be a whole number from 1 to {limit}'),
    number: 14403,
  },
  'file.ids_too_many': illegal('chatfile_ids size is too large'),

  ...attributeErrors,
  ...notificationErrors,
  ...pushErrors,
  ...instantPushErrors,
  ...presenceErrors,
  ...rtcErrors,
  ...moderationErrors,
  ...reportErrors,
  ...translationErrors,
  ...speechErrors,
  ...channelErrors,
  ...contactErrors,
  ...reactionErrors,
  ...favouriteErrors,
  ...recallErrors,
  ...editErrors,
  ...historyErrors,
  ...searchErrors,
  ...threadErrors,
  ...streamErrors,
  ...webhookErrors,
  ...testingErrors,

  // Requests in general
  'request.body_invalid': {
    status: 400,
    error: 'invalid_request_body',
    exception: 'InvalidRequestBodyException',
    description: 'Request body is invalid. Please check body is correct.',
  },
  'request.json_invalid': {
    status: 400,
    error: 'json_parse',
    exception: 'com.fasterxml.jackson.core.JsonParseException',
    description: '{detail}',
  },
  'request.argument_illegal': illegal('this is an invalid request.'),
  'request.cursor_illegal': illegal('param cursor is illegal'),
  'request.limit_illegal': illegal('param limit is illegal'),
  'request.parameter_unknown': illegal('param {name} is not supported by this request'),
  'query.illegal': illegal('illegal query at {position}: expected {expected}, found {found}'),
  'query.missing': illegal('ql must be provided'),
  'request.too_large': {
    status: 413,
    error: 'Request Entity Too Large',
    exception: 'RequestEntityTooLargeException',
    description: 'Request Entity Too Large',
  },
  'request.encoding_unsupported': {
    status: 415,
    error: 'Unsupported Media Type',
    exception: 'UnsupportedMediaTypeException',
    description: 'content encoding {encoding} is not supported here',
  },
  'request.rate_limited': {
    status: 429,
    error: 'reach_limit',
    exception: 'ReachLimitException',
    description: 'This request has reached api limit',
    gateway: { code: 7, reason: 'traffic limit' },
  },
  'service.client_logs_full': {
    status: 429,
    error: 'reach_limit',
    exception: 'ReachLimitException',
    description: 'upload client logs reached limit',
  },
  'route.unknown': {
    status: 404,
    error: 'service_resource_not_found',
    exception: 'org.apache.usergrid.services.exceptions.ServiceResourceNotFoundException',
    description: 'Service resource not found',
  },
  'route.method': {
    status: 405,
    error: 'unsupported_service_operation',
    exception: 'org.apache.usergrid.services.exceptions.UnsupportedServiceOperationException',
    description: 'Service operation not supported',
  },
  'route.not_built': {
    status: 501,
    error: 'not_implemented',
    exception: 'NotImplementedException',
    description: '{operation} is not built yet, see docs/reference/compatibility.md',
    gateway: { code: 1, reason: 'not implemented' },
  },
  forbidden: {
    status: 403,
    error: 'forbidden_op',
    exception: FORBIDDEN,
    description: 'this operation is not allowed with this token',
  },
  'server.busy': {
    status: 503,
    error: 'service_unavailable',
    exception: 'ServiceUnavailableException',
    description: 'the server has more to do than it can take, retry later',
    gateway: { code: 7, reason: 'traffic limit' },
  },
  'server.unavailable': {
    status: 503,
    error: 'service_unavailable',
    exception: 'ServiceUnavailableException',
    description: 'the database cannot be reached, retry later',
    gateway: { code: 7, reason: 'traffic limit' },
  },
  'server.storage_full': {
    status: 507,
    error: 'insufficient_storage',
    exception: 'InsufficientStorageException',
    description: 'the disk of the server is full',
    gateway: { code: 7, reason: 'traffic limit' },
  },
  'server.error': {
    status: 500,
    error: 'internal_server_error',
    exception: 'InternalServerErrorException',
    description: 'internal error',
    gateway: { code: 1, reason: 'internal error' },
  },
} as const satisfies Record<string, ErrorFact>

/** Name of a row of the error table. */
export type ErrorCode = keyof typeof table

export const errorTable: Readonly<Record<ErrorCode, ErrorFact>> = table
