import { type TProperties, Type } from 'typebox'
import type { ErrorCode } from '../error-table.ts'
import { faults } from '../fault.ts'

const illegal = faults({ else: 'channel.field_illegal' })
/** What `alsoAccepts` says. */
const flagTexts = 'the texts `true` and `false`'
const numberTexts = 'the number as text'
const single = 'a single one as text'

/** Callers also send flags and numbers as text. */
export const Flag = Type.Union([Type.Boolean(), Type.Literal('true'), Type.Literal('false')], {
  alsoAccepts: flagTexts,
  ...illegal,
})
export const Count = Type.Union(
  [Type.Integer({ minimum: 1 }), Type.String({ pattern: '^[1-9][0-9]{0,8}$' })],
  { alsoAccepts: numberTexts, ...illegal },
)
export const Text = Type.Union([Type.String(), Type.Null()], illegal)

/** A required user id (`XX must be provided`). */
export const RequiredUser = Type.String({
  minLength: 1,
  ...faults({ required: 'channel.field_missing', else: 'channel.field_missing' }),
})
export const RequiredText = Type.String(
  faults({ required: 'channel.field_missing', else: 'channel.field_missing' }),
)
export const Users = Type.Array(Type.String({ minLength: 1 }), illegal)

/** Users to change, at least one; a single string counts as a list of one. */
export function userNames(limit: number, tooMany: ErrorCode) {
  return Type.Union(
    [
      Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: limit }),
      Type.String({ minLength: 1 }),
    ],
    {
      limit,
      alsoAccepts: single,
      ...faults({
        required: 'channel.field_missing',
        maxItems: tooMany,
        else: 'channel.field_missing',
      }),
    },
  )
}

/** rest-groups-rooms.md §12 row 8 */
export const Added = userNames(100, 'channel.add_too_many')

/** A required flag. */
export const RequiredFlag = Type.Union([Type.Boolean(), Type.Literal('true'), Type.Literal('false')], {
  alsoAccepts: flagTexts,
  ...faults({ required: 'channel.field_missing', else: 'channel.field_illegal' }),
})

/** Result of an action that a user requested (sdk-rest-calls.md G16-G19). */
export const Outcome = Type.Object(
  {
    action: Type.String(),
    id: Type.String(),
    result: Type.Boolean(),
    user: Type.String(),
    reason: Type.Optional(Type.String()),
  },
  { title: 'AdmissionOutcome' },
)

/** The key is the role: `owner` or `member`, and `admin` in lists that distinguish administrators. */
export const Affiliation = Type.Object(
  {
    owner: Type.Optional(Type.String()),
    admin: Type.Optional(Type.String()),
    member: Type.Optional(Type.String()),
    joined_time: Type.Optional(Type.Number()),
  },
  { title: 'Affiliation' },
)

/** Page numbers from 1, or a cursor with `limit`. */
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

/** `need_notify=false`: existing members are not notified. */
export const NotifyQuery = Type.Object({ need_notify: Type.Optional(Type.String()) })

/** `version=v3`: always a list, even of one. */
export const VersionQuery = Type.Object({ version: Type.Optional(Type.String()) })

export const Names = Type.Array(Type.String())

/** Administrators as native SDKs read them: one name each, `[]` if there are none (native.md §8.2). */
export const Roles = Type.Array(Type.Object({ admin: Type.String() }, { title: 'AdministratorRole' }))
/** Part of the details that only callers with `version=v3` get. */
export const RolesPart = Type.Optional(Roles)

/** A muted user, and until when, in ms since 1970; 4638873600000, in the year 2117, means forever. */
export const Muted = Type.Object({ user: Type.String(), expire: Type.Number() }, { title: 'MutedMember' })

/** `mute_duration` is in ms; -1 = forever, 0 = unmute. */
export const Mute = Type.Object(
  {
    usernames: userNames(100, 'channel.mute_too_many'),
    mute_duration: Type.Union(
      [Type.Integer({ minimum: -1 }), Type.String({ pattern: '^(-1|[0-9]{1,15})$' })],
      {
        alsoAccepts: numberTexts,
        ...faults({ required: 'channel.field_missing', else: 'channel.field_illegal' }),
      },
    ),
  },
  { examples: [{ usernames: ['bob'], mute_duration: 86_400_000 }] },
)
export const MuteReply = Type.Array(
  Type.Object(
    {
      result: Type.Boolean(),
      expire: Type.Optional(Type.Number()),
      user: Type.String(),
      reason: Type.Optional(Type.String()),
    },
    { title: 'MuteOutcome' },
  ),
)
export const UnmuteReply = Type.Array(
  Type.Object({ result: Type.Boolean(), user: Type.String() }, { title: 'UnmuteOutcome' }),
)

export const NewAdmin = Type.Object({ newadmin: RequiredUser }, { examples: [{ newadmin: 'bob' }] })
export const NewAdminReply = Type.Object({ result: Type.Literal('success'), newadmin: Type.String() })
export const OldAdminReply = Type.Object({ result: Type.Literal('success'), oldadmin: Type.String() })

export const Announcement = Type.Object({ announcement: Type.String() })
/** Empty: removes the announcement. */
export const NewAnnouncement = Type.Object(
  {
    announcement: Type.String(
      faults({ required: 'channel.announcement_missing', else: 'channel.announcement_missing' }),
    ),
  },
  { examples: [{ announcement: 'Welcome' }] },
)
export const AnnouncementReply = Type.Object({ id: Type.String(), result: Type.Boolean() })

export const MuteAllReply = Type.Object({ mute: Type.Boolean() })
export const AllowedReply = Type.Object({ member: Type.String(), white: Type.Boolean() })

/** Reports the outcome of a change to a list of a group or room for one user. @param ids fields that name the channel. */
export function userOutcome<const Action extends string, const Ids extends TProperties>(
  action: Action,
  ids: Ids,
) {
  return Type.Object({
    result: Type.Boolean(),
    action: Type.Literal(action),
    user: Type.String(),
    ...ids,
    reason: Type.Optional(Type.String()),
  })
}

export const UploadedFile = Type.Object({
  file_id: Type.String(),
  /** Empty if the uploader gave none. */
  file_name: Type.String(),
  /** In bytes. */
  file_size: Type.Number(),
  created: Type.Number(),
})

export const SharedFile = Type.Object(
  { ...UploadedFile.properties, file_owner: Type.String() },
  { title: 'SharedFile' },
)
