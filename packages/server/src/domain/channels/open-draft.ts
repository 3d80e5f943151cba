import type { AttributeStore } from '../attributes/attribute-store.ts'
import type { SharedFileStore } from '../files/shared-file-store.ts'
import { AttributeDraft, attributeSubjects } from './attribute-draft.ts'
import { type Channel, channelLog, stranger } from './channel.ts'
import { ChannelDraft } from './channel-draft.ts'
import { ADMINS } from './channel-rules.ts'
import type { ChannelStore } from './channel-store.ts'
import { SharedFileDraft } from './shared-file-draft.ts'
import { StandingDraft } from './standing-draft.ts'

/**
 * What a decision depends on besides the channel and the standings. Whatever is read earlier, and not through the
 * draft, may have changed by the commit.
 */
export interface Besides {
  /** Members of a group whose attributes are needed. */
  holders?: readonly string[]
  /** Users of a room whose tags are needed. */
  tagged?: readonly string[]
  /** Shared files that are needed; may be empty if only their number is. */
  files?: readonly string[]
  /** Whether the decision depends on the administrators. */
  withAdmins?: boolean
}

/** What one request needs to have looked up. */
export interface DraftNeeds extends Besides {
  users: readonly string[]
}

/** Returns a draft that holds what the requests need. @param now ms since 1970. */
export async function openDraft(
  stores: { store: ChannelStore; attributes: AttributeStore; sharedFiles: SharedFileStore },
  channel: Channel,
  requests: readonly DraftNeeds[],
  now: number,
): Promise<ChannelDraft> {
  const { store, attributes, sharedFiles } = stores
  const users = unique([channel.owner, ...requests.flatMap((request) => request.users)])
  const tagged = unique(requests.flatMap((request) => request.tagged ?? []))
  const holders =
    channel.kind === 'room' ? [''] : unique(requests.flatMap((request) => request.holders ?? []))
  const withAdmins = requests.some((request) => request.withAdmins)
  const withFiles = requests.some((request) => request.files !== undefined)
  const subjects = attributeSubjects(channel)
  const [known, heads, tags, admins, shared] = await Promise.all([
    store.standings(channel.app, channel.id, users),
    attributes.heads(channel.app, subjects.own, holders),
    tagged.length > 0 ? attributes.values(channel.app, subjects.tags, tagged) : undefined,
    withAdmins ? store.listed(channel, 'admins', 0, ADMINS, {}) : undefined,
    withFiles
      ? filesOf(sharedFiles, channel, unique(requests.flatMap(({ files = [] }) => files)), now)
      : undefined,
  ])
  return new ChannelDraft(channel, {
    standings: new StandingDraft(
      new Map(users.map((user) => [user, known.get(user) ?? stranger])),
      admins && new Set(admins.users.map(({ user }) => user)),
    ),
    attributes: new AttributeDraft(
      channel,
      heads,
      new Map(tagged.map((user) => [user, tags?.get(user) ?? {}])),
    ),
    files: new SharedFileDraft(channelLog(channel), shared),
  })
}

async function filesOf(
  store: SharedFileStore,
  channel: Channel,
  uuids: readonly string[],
  now: number,
): Promise<{ count: number; uuids: string[] }> {
  const log = channelLog(channel)
  const [count, ...found] = await Promise.all([
    store.count(channel.app, log, now),
    ...uuids.map((uuid) => store.get(channel.app, log, uuid, now)),
  ])
  return { count, uuids: found.flatMap((file) => file?.uuid ?? []) }
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)]
}
