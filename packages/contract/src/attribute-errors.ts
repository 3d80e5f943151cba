import type { ErrorFact } from './error-fact.ts'

const METADATA = 'MetadataException'

/** The web SDKs know these values of `number` (sdk-rest-calls.md §3). */
const metadata = (status: number, description: string, number?: number): ErrorFact => ({
  status,
  error: 'metadata_error',
  exception: METADATA,
  description,
  ...(number !== undefined && { number }),
})

/** Attributes of users, rooms and members (rest-messages-users.md §4.1; rest-groups-rooms.md §1.4, §2.4, §2.5). */
export const attributeErrors = {
  'attribute.batch_too_large': {
    status: 400,
    error: 'BAD_REQUEST',
    exception: METADATA,
    description: 'exceed allowed batch size {limit}',
  },
  'attribute.json_unsupported': {
    status: 415,
    error: 'UNSUPPORTED_MEDIA_TYPE',
    exception: 'UnsupportedMediaTypeException',
    description: "Content-Type '{type}' is not supported.",
  },
  'attribute.user_too_large': {
    status: 403,
    error: 'FORBIDDEN',
    exception: METADATA,
    description: 'size of metadata for this single user exceeds the user defined limit, {limit}Bytes',
  },

  'attribute.follows_too_many': {
    status: 403,
    error: 'FORBIDDEN',
    exception: METADATA,
    description: 'exceed allowed subscriptions {limit}',
  },

  'room.attributes_not_in': { ...metadata(401, 'user is not in chatroom'), error: 'unauthorized' },
  'room.attributes_others': metadata(400, 'others are not allowed to be set'),
  // Reasons for single keys, in a successful reply.
  'room.attribute_key_too_long': metadata(400, "properties key '{key}' is exceeding maximum limit {limit}"),
  'room.attribute_key_illegal': metadata(400, "properties key '{key}' is not Legal"),
  'room.attribute_value_too_long': metadata(
    400,
    "properties value of key '{key}' is exceeding maximum limit {limit}",
  ),
  'room.attribute_foreign': metadata(400, "properties key '{key}' is not part of you"),
  'room.attributes_full': metadata(
    400,
    'size of metadata for this single chatroom exceeds the user defined limit, {limit}',
  ),

  'group.attribute_key_too_long': metadata(400, 'exceeds chatgroup user metadata single key limit', 60006),
  'group.attribute_value_too_long': metadata(
    400,
    'exceeds chatgroup user metadata single value limit',
    60010,
  ),
  'group.attributes_too_large': metadata(400, 'exceeds chatgroup user metadata limit', 60007),
  'group.attributes_batch': metadata(400, 'exceeds chatgroup metadata batch put users limit', 60012),
  'group.attributes_query': metadata(400, 'query param reaches limit.', 60009),
  'group.attributes_not_in': metadata(400, 'Some users are not in the group: {users}'),
  'group.attributes_unknown': metadata(404, 'user not in group', 60003),
  'group.attributes_no_group': metadata(404, 'group not exists', 60003),

  'room.tags_disabled': {
    status: 403,
    error: 'forbidden_op',
    exception: 'EasemobForbiddenOpException',
    description: 'Group tag mute is disabled',
  },
  'room.tags_too_many': {
    status: 403,
    error: 'exceed_limit',
    exception: 'ExceedLimitException',
    description: 'user group tag count exceed limit',
  },
  'room.tag_too_long': {
    status: 403,
    error: 'exceed_limit',
    exception: 'ExceedLimitException',
    description: 'tag length exceeds limit!',
  },
  'room.tags_illegal': {
    status: 400,
    error: 'invalid_parameter',
    exception: 'InvalidParameterException',
    description: 'tags should be type of List',
  },
  'room.tag_unknown': {
    status: 404,
    error: 'resource_not_found',
    exception: 'ResourceNotFoundException',
    description: 'group tag not found',
  },
} as const satisfies Record<string, ErrorFact>
