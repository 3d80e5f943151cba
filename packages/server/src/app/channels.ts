import { Announcer } from '../domain/channels/announcer.ts'
import type { ManagedKind } from '../domain/channels/channel.ts'
import { ChannelCache } from '../domain/channels/channel-cache.ts'
import { ChannelDepartures } from '../domain/channels/channel-departures.ts'
import { ChannelWriter } from '../domain/channels/channel-writer.ts'
import { type ChannelServices, Channels } from '../domain/channels/channels.ts'
import { governanceOf } from '../domain/channels/governance.ts'
import { Members } from '../domain/channels/members.ts'
import { SharedFiles } from '../domain/channels/shared-files.ts'
import type { SharedCaches } from '../domain/cluster/shared-caches.ts'
import type { EventEncoder } from '../domain/events/event-encoder.ts'
import type { Files } from '../domain/files/files.ts'
import { Admissions } from '../domain/groups/admissions.ts'
import { groupRules } from '../domain/groups/group-rules.ts'
import type { Groups } from '../domain/groups/groups.ts'
import { MemberAttributes } from '../domain/groups/member-attributes.ts'
import { Shields } from '../domain/groups/shields.ts'
import type { Journal } from '../domain/log/journal.ts'
import type { ShownMessages } from '../domain/messages/shown-messages.ts'
import { roomRules } from '../domain/rooms/room-rules.ts'
import { Rooms } from '../domain/rooms/rooms.ts'
import type { Stores } from '../domain/stores.ts'
import { ThreadAccess } from '../domain/threads/thread-access.ts'
import { ThreadMembers } from '../domain/threads/thread-members.ts'
import { threadQuota } from '../domain/threads/thread-quota.ts'
import { Threads } from '../domain/threads/threads.ts'
import type { IdGenerator } from '../kernel/id-generator.ts'

/** Wires groups and rooms, over one cache and one writer. */
export function openChannels(core: {
  stores: Stores
  journal: Journal
  ids: IdGenerator
  files: Files
  encoder: EventEncoder
  shared: SharedCaches
  shown: ShownMessages
}): {
  groups: Groups
  rooms: Rooms
  sharedFiles: Record<ManagedKind, SharedFiles>
  threads: Threads
  threadMembers: ThreadMembers
  departures: ChannelDepartures
  writer: ChannelWriter
  cache: ChannelCache
} {
  const { stores, journal, ids, files, encoder, shared, shown } = core
  const cache = new ChannelCache(stores.channels, shared)
  const announcer = new Announcer(ids, encoder)
  const writer = new ChannelWriter({
    store: stores.channels,
    attributes: stores.attributes,
    sharedFiles: stores.sharedFiles,
    journal,
    cache,
    announcer,
    clock: ids.clock,
    threads: stores.threads,
    quotas: { group: groupRules, room: roomRules, thread: threadQuota },
  })
  const services: ChannelServices = { stores, writer, cache, ids }
  const groups = new Channels(groupRules, services)
  const rooms = new Channels(roomRules, services)
  const access = new ThreadAccess(stores, cache)
  return {
    groups: {
      channels: groups,
      members: new Members(groupRules, services, groups),
      memberAttributes: new MemberAttributes(services, groups),
      admissions: new Admissions(services, groups),
      shields: new Shields(writer),
      governance: governanceOf(groupRules, services, groups),
    },
    rooms: new Rooms({
      channels: rooms,
      members: new Members(roomRules, services, rooms),
      services,
      journal,
    }),
    sharedFiles: {
      group: new SharedFiles(services, groups, files),
      room: new SharedFiles(services, rooms, files),
    },
    writer,
    threads: new Threads({ stores, writer, cache, ids, shown, access }),
    threadMembers: new ThreadMembers({ stores, writer, ids, access }),
    departures: new ChannelDepartures(stores.channels, writer),
    cache,
  }
}
