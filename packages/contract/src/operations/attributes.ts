import { operation } from '../operation.ts'

const rate = { calls: 100, seconds: 1 }

export const setUserAttributes = operation({
  id: 'attributes.set',
  method: 'PUT',
  path: '/metadata/user/:username',
  auth: 'self',
  generation: 'G2',
  summary: 'Set attributes of a user (a form, not JSON)',
  source: 'rest-messages-users.md A1; sdk-rest-calls.md U1',
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
  rate,
})

export const getUsersAttributes = operation({
  id: 'attributes.getMany',
  method: 'POST',
  path: '/metadata/user/get',
  auth: 'user',
  generation: 'G2',
  summary: 'The named attributes of up to 100 users',
  source: 'rest-messages-users.md A3; sdk-rest-calls.md U2',
  rate,
})

export const attributeCapacity = operation({
  id: 'attributes.capacity',
  method: 'GET',
  path: '/metadata/user/capacity',
  auth: 'app',
  generation: 'G2',
  summary: 'Bytes that the attributes of all users take',
  source: 'rest-messages-users.md A4',
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
  rate,
})
