import { groupMembers, roomAttributes, attributes as userAttributes } from '@ringpost/contract'
import type { ProfileFollowers } from '../../domain/attributes/profile-followers.ts'
import type { UserAttributes } from '../../domain/attributes/user-attributes.ts'
import type { Groups } from '../../domain/groups/groups.ts'
import type { AttributeOutcome } from '../../domain/rooms/room-attributes.ts'
import type { Rooms } from '../../domain/rooms/rooms.ts'
import { foldUserName } from '../../domain/users/user-name.ts'
import { keyed } from '../keyed.ts'
import { type Binding, bind } from '../request-context.ts'

interface Parts {
  groups: Groups
  rooms: Rooms
  userAttributes: UserAttributes
  profileFollowers: ProfileFollowers
}

/** Key-value attributes of users, of rooms, and of group members. */
export function attributeRoutes({
  groups,
  rooms,
  userAttributes: ofUsers,
  profileFollowers,
}: Parts): Binding[] {
  return [
    ...userRoutes(ofUsers),
    ...followRoutes(profileFollowers),
    ...roomRoutes(rooms),
    ...memberRoutes(groups),
  ]
}

function userRoutes(ofUsers: UserAttributes): Binding[] {
  const operations = userAttributes
  return [
    bind(operations.setUserAttributes, async ({ app, caller, params, body }) => {
      const { values, changedAt } = await ofUsers.set(app, caller.actor, params.username, body)
      return { reply: values, further: { lastModified: changedAt } }
    }),
    bind(operations.getUserAttributes, async ({ app, params }) => ({
      reply: await ofUsers.get(app, params.username),
    })),
    bind(operations.getUsersAttributes, async ({ app, body }) => {
      const found = await ofUsers.getMany(app, body.targets, body.properties ?? undefined)
      const lastModified = keyed(Array.from(found, ([user, { changedAt }]) => [user, changedAt]))
      return {
        reply: keyed(Array.from(found, ([user, { values }]) => [user, values])),
        further: { lastModified },
      }
    }),
    bind(operations.attributeCapacity, async ({ app }) => ({ reply: await ofUsers.capacity(app) })),
    bind(operations.deleteUserAttributes, async ({ app, caller, params }) => {
      await ofUsers.delete(app, caller.actor, params.username)
      return { reply: true as const }
    }),
  ]
}

function followRoutes(followers: ProfileFollowers): Binding[] {
  const operations = userAttributes
  return [
    bind(operations.followProfiles, async ({ app, params, body }) => {
      await followers.follow(app, params.username, body.usernames)
      return { reply: true as const }
    }),
    bind(operations.followedProfiles, async ({ app, params }) => ({
      reply: await followers.followed(app, params.username),
    })),
    bind(operations.unfollowProfiles, async ({ app, params, query }) => {
      const names = (query.usernames ?? '').split(',').filter((name) => name !== '')
      await followers.unfollow(app, params.username, names)
      return { reply: true as const }
    }),
  ]
}

function roomRoutes({ attributes }: Rooms): Binding[] {
  const operations = roomAttributes
  return [
    bind(operations.roomAttributes, async ({ caller, params, body }) => ({
      reply: await attributes.get(caller, params.room, body.keys),
    })),
    ...([operations.setRoomAttributes, operations.forceRoomAttributes] as const).map((operation) =>
      bind(operation, async ({ caller, params, body }) => {
        const { room, username } = params
        const autoDelete = body.autoDelete !== 'NO_DELETE'
        const forced = operation === operations.forceRoomAttributes
        return {
          reply: report(await attributes.set(caller, room, body.metaData, { username, forced, autoDelete })),
        }
      }),
    ),
    ...([operations.deleteRoomAttributes, operations.forceDeleteRoomAttributes] as const).map((operation) =>
      bind(operation, async ({ caller, params, body }) => {
        const { room, username } = params
        const forced = operation === operations.forceDeleteRoomAttributes
        return { reply: report(await attributes.remove(caller, room, body.keys, { username, forced })) }
      }),
    ),
  ]
}

function report({ done, refused }: AttributeOutcome) {
  const errorKeys = Object.fromEntries(Array.from(refused, ([key, error]) => [key, error.message]))
  return { successKeys: done, errorKeys }
}

function memberRoutes({ memberAttributes }: Groups): Binding[] {
  const operations = groupMembers
  return [
    bind(operations.setGroupMemberAttributes, async ({ caller, params, body }) => {
      const { group, username } = params
      await memberAttributes.set(caller, group, { user: username, values: body.metaData })
      return { reply: body.metaData }
    }),
    bind(operations.setGroupMembersAttributes, async ({ caller, params, body }) => {
      const requests = body.map(({ username, metadata }) => ({ user: username, values: metadata }))
      const set = await memberAttributes.setMany(caller, params.group, requests)
      const named = body.map(({ username, metadata }) => ({ username: foldUserName(username), metadata }))
      return {
        reply: {
          updateMetadataFailed: named.filter((_, index) => !set[index]),
          updateMetadataSucceeded: named.filter((_, index) => set[index]),
        },
      }
    }),
    bind(operations.groupMemberAttributes, async ({ caller, params }) => ({
      reply: await memberAttributes.ofMember(caller, params.group, params.username),
    })),
    bind(operations.setNameCard, async ({ caller, params, body }) => {
      const lastModified = await memberAttributes.setNameCard(caller, params.group, body.nameCard)
      return { reply: { nameCard: body.nameCard }, further: { lastModified } }
    }),
    bind(operations.nameCards, async ({ caller, params, body }) => {
      const cards = await memberAttributes.nameCards(caller, params.group, body.members)
      return {
        reply: cards.map(({ user, nameCard, changedAt }) => ({
          username: user,
          name_card: nameCard,
          update_timestamp: changedAt,
        })),
      }
    }),
    bind(operations.groupMembersAttributes, async ({ caller, params, body }) => ({
      reply: keyed(await memberAttributes.get(caller, params.group, body.targets, body.properties)),
    })),
  ]
}
