import type { AreaWords } from './area-words.ts'

const limit = 'Size of a page, 1 to 50, default 10'

export const contacts: AreaWords = {
  acts: {
    add: 'Neither side is asked; both are notified.',
    apply: 'Those who are asked decide with `contacts.accept` or `contacts.decline`.',
    import: 'Neither side is asked.',
    block: 'A blocked contact stays a contact.',
  },
  results: {
    names: 'User ids',
    add: 'A list of the user who is a contact now',
    remove: 'A list of the user who is no contact any more',
    removeAll: 'The users who are no contacts any more',
    apply: 'User ids of those who are asked',
    accept: 'A list of the user who is a contact now',
    decline: 'A list of the user who asked',
    check: 'One object for each user of the request',
    checkBlocks: 'One object for each user of the request',
    blocklist: 'User ids',
    block: 'User ids of those who are blocked now',
    unblock: 'A list of the user who is blocked no longer',
    unblockMany: 'User ids of those who are blocked no longer',
  },
  asked: {
    limit,
    pageSize: 'Size of a page, 1 to 50, default 50; absent without a cursor: all of them, at most 500',
    'apply: usernames': 'User ids of those to ask, at most 100',
    reason: 'Words to those who are asked; as long as a message may be',
    remark: 'The remark, at most 100 characters; empty removes it',
    isSendNotice: '`true`: both sides are notified; default `false`; may also be a header',
    'import: usernames': 'User ids of the new contacts, at most 10',
    'check: username': 'User id of the user whose contacts are looked up',
    'checkBlocks: username': 'User id of the user whose block list is looked up',
    check_list: 'User ids to look up, at most 100',
    'block: usernames': 'User ids, at most 500',
    'unblockMany: usernames': 'User ids, at most 500',
  },
  answered: {
    entities: 'Contacts with their remarks; empty unless `needReturnRemark=true`',
    roster: 'User ids of all contacts',
    version: 'Changes whenever the contacts do',
    contacts: 'The contacts of the page',
    status: '`ok`: done',
    success: 'User ids of the new contacts, and of those who were contacts already',
    NotExistFailed: 'User ids of those who do not exist',
    maxLimitFailed: 'User ids of those who have no room for another contact',
    UnKnowFailed: 'User ids of those who failed for another reason',
    'check: relation': '`friend` or `not_friend`',
    'checkBlocks: relation': '`blacklist` (blocked) or `not_blacklist`',
  },
}
