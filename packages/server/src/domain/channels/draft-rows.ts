import type { Writes } from '../stores.ts'
import { attributeSubjects } from './attribute-draft.ts'
import { channelLog } from './channel.ts'
import type { ChannelDraft } from './channel-draft.ts'
import type { ChannelCeiling } from './channel-store.ts'

/** Whether nothing was decided that has to be written. */
export function isUnchanged({ steps, attributes, destroyer }: ChannelDraft): boolean {
  return steps.length === 0 && attributes.changes.length === 0 && destroyer === undefined
}

/** Writes the rows of a draft, or deletes those of a destroyed channel, as parts of one commit. @param now ms since 1970. */
export function writeRows(
  stores: Writes,
  draft: ChannelDraft,
  ceiling: ChannelCeiling,
  now: number,
): Promise<void>[] {
  return draft.destroyer === undefined ? save(stores, draft, ceiling, now) : destroy(stores, draft, now)
}

function save(
  { channels, attributes, sharedFiles }: Writes,
  draft: ChannelDraft,
  ceiling: ChannelCeiling,
  now: number,
): Promise<void>[] {
  const { app } = draft.channel
  return [
    channels.apply(draft, ceiling),
    attributes.save(app, draft.attributes.changes, now),
    sharedFiles.save(app, draft.files.changes, now),
  ]
}

function destroy(
  { channels, attributes, sharedFiles }: Writes,
  { channel }: ChannelDraft,
  now: number,
): Promise<void>[] {
  return [
    channels.delete(channel),
    attributes.clear(channel.app, Object.values(attributeSubjects(channel))),
    sharedFiles.clear(channel.app, channelLog(channel), now),
  ]
}
