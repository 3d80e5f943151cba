import type { AreaWords } from './area-words.ts'

export const rtc: AreaWords = {
  acts: {
    token:
      'Agora carries the calls: the app needs an app id and a certificate of a project there, and the setting `rtc`.',
  },
  results: { users: 'User ids, by number' },
  asked: { data: 'Numbers of participants (`rtcUid`), at most 100' },
  answered: {
    app_id: 'App id of the project at Agora',
    rtc_token: 'The token',
    channel_name: 'The channel that the token is for',
  },
}
