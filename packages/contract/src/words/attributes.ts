import type { AreaWords } from './area-words.ts'

export const attributes: AreaWords = {
  acts: {
    set: 'Every pair of the form is an attribute; attributes that it does not name stay as they are. Client SDKs read `nickname`, `avatarurl`, `phone`, `mail`, `gender`, `sign`, `birth` and `ext`.',
    follow: 'SDK 5 follows the profiles of users who are no contacts; changes arrive over its sync socket.',
  },
  results: {
    set: 'The attributes that were set',
    get: 'The attributes by key; an empty object if the user is unknown or has none',
    getMany: 'The attributes of each user, by user id; users without any are absent',
    capacity: 'Size in bytes',
    delete: '`true`: they are deleted',
    follow: '`true`: done',
    followed: 'User ids',
    unfollow: '`true`: done',
  },
  asked: {
    targets: 'User ids, at most 100',
    'follow: usernames': 'User ids, at most 100',
  },
}
