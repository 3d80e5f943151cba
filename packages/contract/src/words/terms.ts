import type { FieldWords } from './area-words.ts'

/** Query parameters and fields of bodies that mean the same in every area. */
export const askedTerms: FieldWords = {
  cursor: 'Where the page begins: the cursor of the previous reply; absent for the first page',
  username: 'User id; upper and lower case are the same',
  usernames: 'User ids',
  version: '`v3`: a list of one user stays a list, as native SDKs read it',
  resource: 'Id of the calling device',
  from: 'User id of the sender',
  ext: 'Attributes of the application: any JSON object; receivers get it unchanged',
}

/** Fields of replies that mean the same in every area. */
export const answeredTerms: FieldWords = {
  uuid: 'UUID, given by the server',
  created: 'Creation, in ms since 1970',
  modified: 'Last change, in ms since 1970',
  timestamp: 'ms since 1970',
  username: 'User id, in lower case',
  user: 'User id, in lower case',
  nickname: 'Name shown in push notifications; absent if none is set',
  groupid: 'Id of the group',
  groupname: 'Name of the group',
  chatroomid: 'Id of the chat room',
  disabled: 'Whether the app has banned it: nobody can send in it or manage it',
  owner: 'User id of the owner',
  requestStatusCode: '`ok`: done',
  success: 'Whether it was done',
  msg_id: 'Id of the message',
  msgId: 'Id of the message',
  cursor: 'Where the next page begins; empty or absent on the last page',
  custom: 'Attributes that the application has set, up to 8 KB; the server does not read them',
  newadmin: 'User id of the new administrator',
  oldadmin: 'User id of the user who is an administrator no longer',
  announcement: 'Text of the announcement; empty if there is none',
}
