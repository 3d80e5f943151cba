import { Type } from 'typebox'
import { faults } from '../fault.ts'
import { operation } from '../operation.ts'

const Values = Type.Record(Type.String(), Type.String())

const rate = { calls: 100, seconds: 1 }

export const setUserAttributes = operation({
  id: 'attributes.set',
  method: 'PUT',
  path: '/metadata/user/:username',
  auth: 'self',
  generation: 'G2',
  summary: 'Set attributes of a user (a form, not JSON)',
  source: 'rest-messages-users.md A1; sdk-rest-calls.md U1; sdk5.md §10',
  bodyIn: 'form',
  body: Values,
  reply: Values,
  further: Type.Object({ lastModified: Type.Number({ description: 'ms since 1970' }) }),
  errors: ['user.unknown', 'attribute.json_unsupported', 'attribute.user_too_large'],
  rate,
})

export const getUserAttributes = operation({
  id: 'attributes.get',
  method: 'GET',
  path: '/metadata/user/:username',
  auth: 'user',
  generation: 'G2',
  summary: 'Attributes of a user',
  source: 'rest-messages-users.md A2',
  reply: Values,
  rate,
})

export const getUsersAttributes = operation({
  id: 'attributes.getMany',
  method: 'POST',
  path: '/metadata/user/get',
  auth: 'user',
  generation: 'G2',
  summary: 'The named attributes of up to 100 users',
  source: 'rest-messages-users.md A3; sdk-rest-calls.md U2; sdk5.md §10',
  body: Type.Object({
    targets: Type.Array(Type.String(), {
      maxItems: 100,
      limit: 100,
      ...faults({ maxItems: 'attribute.batch_too_large' }),
    }),
    properties: Type.Optional(
      Type.Union([Type.Array(Type.String()), Type.Null()], { description: 'Absent or null: all of them' }),
    ),
  }),
  reply: Type.Record(Type.String(), Values),
  further: Type.Object({
    lastModified: Type.Record(Type.String(), Type.Number(), {
      description: 'When the last of what is returned was set, by user, in ms since 1970',
    }),
  }),
  errors: ['attribute.batch_too_large'],
  rate,
})

export const attributeCapacity = operation({
  id: 'attributes.capacity',
  method: 'GET',
  path: '/metadata/user/capacity',
  auth: 'app',
  generation: 'G2',
  summary: 'Size of the attributes of all users, in bytes',
  source: 'rest-messages-users.md A4',
  reply: Type.Number(),
  rate,
})

export const deleteUserAttributes = operation({
  id: 'attributes.delete',
  method: 'DELETE',
  path: '/metadata/user/:username',
  auth: 'app',
  generation: 'G2',
  summary: 'Delete all attributes of a user',
  source: 'rest-messages-users.md A5',
  reply: Type.Literal(true),
  rate,
})

/** Profiles of users who are no contacts, as SDK 5 follows them. */
const following = {
  path: '/user/:username/metadata/subscription',
  auth: 'self',
  generation: 'client',
  source: 'sdk5.md §10',
  rate,
} as const

export const followProfiles = operation({
  ...following,
  id: 'attributes.follow',
  method: 'POST',
  summary: 'Be told of changes of the profiles of up to 100 users, 500 in all',
  body: Type.Object({
    usernames: Type.Array(Type.String({ minLength: 1 }), {
      maxItems: 100,
      limit: 100,
      ...faults({ maxItems: 'attribute.batch_too_large' }),
    }),
  }),
  reply: Type.Literal(true),
  errors: ['user.unknown', 'attribute.batch_too_large', 'attribute.follows_too_many'],
})

export const followedProfiles = operation({
  ...following,
  id: 'attributes.followed',
  method: 'GET',
  summary: 'Names of the users whose profiles are followed',
  reply: Type.Array(Type.String()),
})

export const unfollowProfiles = operation({
  ...following,
  id: 'attributes.unfollow',
  method: 'DELETE',
  summary: 'Be told no more of changes of the profiles of some users',
  query: Type.Object({ usernames: Type.Optional(Type.String({ description: 'Separated by commas' })) }),
  reply: Type.Literal(true),
})
