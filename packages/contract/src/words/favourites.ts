import type { AreaWords } from './area-words.ts'

export const favourites: AreaWords = {
  acts: { add: 'A user has at most 10000. What a favourite holds is up to the app.' },
  asked: {
    id: 'Id of the favourite, at most 128 characters; made by the server if absent',
    'collections.id': 'Id of the favourite, at most 128 characters',
    data: 'What is kept, at most 20480 characters',
    type: 'Type, a number that the app chooses',
    ext: 'Extension, at most 1024 characters; empty: none',
    'addMany: username': 'User id of the user who keeps them',
    collections: 'The favourites, at most 20',
    collection_ids: 'Ids of the favourites, at most 20',
  },
  answered: {
    collection: 'The favourite',
    collections: 'The favourites',
    result: '`true`: done',
  },
}
