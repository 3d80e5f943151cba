import { Type } from 'typebox'
import { faults } from '../fault.ts'

const illegal = faults({ else: 'channel.field_illegal' })

/** Callers send flags and numbers as text too. */
export const Flag = Type.Union(
  [Type.Boolean(), Type.Literal('true'), Type.Literal('false')],
  faults({ else: 'channel.field_illegal' }),
)
export const Count = Type.Union(
  [Type.Integer({ minimum: 1 }), Type.String({ pattern: '^[1-9][0-9]{0,8}$' })],
  illegal,
)
export const Text = Type.Union([Type.String(), Type.Null()], illegal)

/** A user id that must be there (`XX must be provided`). */
export const RequiredUser = Type.String({
  minLength: 1,
  ...faults({ required: 'channel.field_missing', else: 'channel.field_missing' }),
})
export const RequiredText = Type.String(
  faults({ required: 'channel.field_missing', else: 'channel.field_missing' }),
)
export const Users = Type.Array(Type.String({ minLength: 1 }), illegal)

/** Users to add, at most 100 (rest-groups-rooms.md §12 row 8); a bare name is taken as one. */
export const Added = Type.Union(
  [Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: 100 }), Type.String({ minLength: 1 })],
  {
    limit: 100,
    ...faults({
      required: 'channel.field_missing',
      maxItems: 'channel.add_too_many',
      else: 'channel.field_missing',
    }),
  },
)

/** A flag that must be there. */
export const RequiredFlag = Type.Union([Type.Boolean(), Type.Literal('true'), Type.Literal('false')], {
  ...faults({ required: 'channel.field_missing', else: 'channel.field_illegal' }),
})

/** What became of something that a user asked for (sdk-rest-calls.md G16-G19). */
export const Outcome = Type.Object({
  action: Type.String(),
  id: Type.String(),
  result: Type.Boolean(),
  user: Type.String(),
  reason: Type.Optional(Type.String()),
})

/** One key says the role: `owner` or `member`, and `admin` where a list tells administrators apart. */
export const Affiliation = Type.Object({
  owner: Type.Optional(Type.String()),
  admin: Type.Optional(Type.String()),
  member: Type.Optional(Type.String()),
  joined_time: Type.Optional(Type.Number()),
})

/** Pages from 1, or a cursor with `limit`. */
export const PageQuery = Type.Object({
  pagenum: Type.Optional(Type.String()),
  pagesize: Type.Optional(Type.String()),
  limit: Type.Optional(Type.String()),
  cursor: Type.Optional(Type.String()),
})

/** With `version=v3` and `limit` the reply is a plain list of names; `sort` is by time of joining. */
export const MemberQuery = Type.Object({
  ...PageQuery.properties,
  joined_time: Type.Optional(Type.String()),
  version: Type.Optional(Type.String()),
  sort: Type.Optional(Type.Union([Type.Literal('asc'), Type.Literal('desc')])),
})
export const MemberReply = Type.Union([Type.Array(Affiliation), Type.Array(Type.String())])

/** `need_notify=false`: who is in already is not told. */
export const NotifyQuery = Type.Object({ need_notify: Type.Optional(Type.String()) })
