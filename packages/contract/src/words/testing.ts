import type { AreaWords } from './area-words.ts'

export const testing: AreaWords = {
  asked: {
    groups: 'Groups to found',
    rooms: 'Rooms to open',
    'users.nickname': 'Name that others are shown',
    'groups.public': 'Whether the group can be found and joined; no if absent',
    'messages.body': 'Content, as in the call that sends messages',
    'messages.ext': 'Extension fields',
  },
  answered: {
    id: 'Id of the message',
    from: 'User id of the sender',
    chatType: 'Where it was said',
    ext: 'Extension fields',
    messages: 'The messages, the oldest first',
    org: 'Org name, the first part of the app key',
    app: 'App name, the second part of the app key',
    clientId: 'Client id of the app',
    clientSecret: 'Client secret of the app; the app ends with the test',
    seeded: 'What the seed in the request has made',
    token: 'The token',
    status: '`ok`: everything may be called',
    version: 'Version of the server',
  },
}
