import { Type } from 'typebox'
import { faults } from '../fault.ts'
import { operation } from '../operation.ts'

/** Replies about favourites have no envelope (rest-messages-users.md §1.2). */
const favourite = {
  auth: 'self',
  generation: 'G3',
  replyIn: 'bare',
  rate: { calls: 100, seconds: 1 },
} as const

const illegal = faults({ required: 'favourite.field_illegal', else: 'favourite.field_illegal' })
/** Not every database keeps a zero: what is saved must be found again. */
const Id = Type.String({ minLength: 1, maxLength: 128, pattern: '^[^\\u0000]*$', ...illegal })
const Data = Type.String({ maxLength: 20_480, ...illegal })
const Kind = Type.Integer({ minimum: -2_147_483_648, maximum: 2_147_483_647, ...illegal })
const Ext = Type.String({ maxLength: 1024, ...illegal })
const Collection = Type.Object(
  {
    id: Type.String(),
    type: Type.Integer(),
    data: Type.String(),
    ext: Type.Union([Type.String(), Type.Null()]),
    createdAt: Type.Integer({ description: 'ms since 1970' }),
    updatedAt: Type.Integer({ description: 'ms since 1970' }),
  },
  { title: 'Favourite' },
)
const One = Type.Object({ collection: Collection })
const Several = Type.Object({ collections: Type.Array(Collection) })
const Text = (description: string) => Type.Optional(Type.String({ description }))

export const addFavourite = operation({
  ...favourite,
  id: 'favourites.add',
  method: 'POST',
  path: '/users/:username/collections',
  summary: 'Save a favourite; one with the same id is replaced',
  source: 'rest-messages-users.md §4.2 F1; rest-groups-rooms.md §8.3',
  body: Type.Object(
    {
      id: Type.Optional(Type.Union([Id, Type.Null()], illegal)),
      data: Data,
      type: Kind,
      ext: Type.Optional(Type.Union([Ext, Type.Null()], illegal)),
    },
    { examples: [{ id: '1', data: 'what I keep', type: 1, ext: 'note' }] },
  ),
  reply: One,
  errors: ['favourite.field_illegal', 'favourite.too_many', 'user.unknown'],
})

export const addFavourites = operation({
  ...favourite,
  auth: 'app',
  id: 'favourites.addMany',
  method: 'POST',
  path: '/collections',
  summary: 'Save up to 20 favourites of a user',
  source: 'rest-messages-users.md §4.2 F3; rest-groups-rooms.md §8.3',
  body: Type.Object(
    {
      username: Type.String(illegal),
      collections: Type.Array(
        Type.Object(
          {
            id: Id,
            data: Data,
            type: Kind,
            ext: Ext,
            createdAt: Type.Integer({
              minimum: 0,
              maximum: Number.MAX_SAFE_INTEGER,
              description: 'ms since 1970',
              ...illegal,
            }),
          },
          illegal,
        ),
        { minItems: 1, maxItems: 20, ...illegal },
      ),
    },
    {
      examples: [
        {
          username: 'alice',
          collections: [{ id: '1', data: 'what I keep', type: 1, ext: '', createdAt: 1_767_225_600_000 }],
        },
      ],
    },
  ),
  reply: Several,
  errors: ['favourite.field_illegal', 'favourite.user_illegal', 'favourite.too_many'],
})

export const listFavourites = operation({
  ...favourite,
  id: 'favourites.list',
  method: 'GET',
  path: '/users/:username/collections',
  summary: 'Favourites of a user by time and type',
  source: 'rest-messages-users.md §4.2 F2; rest-groups-rooms.md §8.3',
  query: Type.Object({
    begin_time: Text('ms since 1970, inclusive, 0 if absent'),
    end_time: Text('ms since 1970, inclusive, now if absent'),
    direction: Text('`desc`, or `asc`: oldest first'),
    type: Text('Only those of this type'),
    limit: Text('1 to 200, 100 if absent'),
    collection_id: Text('From this favourite on, itself included; times are ignored'),
  }),
  reply: Several,
  errors: [
    'favourite.limit_illegal',
    'favourite.direction_illegal',
    'favourite.field_illegal',
    'favourite.unknown',
    'user.unknown',
  ],
})

export const updateFavourite = operation({
  ...favourite,
  id: 'favourites.update',
  method: 'PUT',
  path: '/users/:username/collections/:collection',
  summary: 'Change the extension of a favourite; an empty one is removed',
  source: 'rest-messages-users.md §4.2 F4; rest-groups-rooms.md §8.3',
  body: Type.Object({ ext: Ext }),
  reply: One,
  errors: ['favourite.field_illegal', 'favourite.unknown', 'user.unknown'],
})

export const deleteFavourites = operation({
  ...favourite,
  id: 'favourites.delete',
  method: 'DELETE',
  path: '/users/:username/collections',
  summary: 'Delete up to 20 favourites (JSON body)',
  source: 'rest-messages-users.md §4.2 F5; rest-groups-rooms.md §8.3',
  body: Type.Object({
    collection_ids: Type.Array(Type.String(illegal), { minItems: 1, maxItems: 20, ...illegal }),
  }),
  reply: Type.Object({ result: Type.Literal(true) }),
  errors: ['favourite.field_illegal', 'favourite.unknown', 'user.unknown'],
})
