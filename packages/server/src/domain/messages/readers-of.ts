import type { ChannelCache } from '../channels/channel-cache.ts'
import type { Entry, NewEntry } from '../log/entry.ts'
import { kindOf } from '../log/log-key.ts'

/**
 * Returns who is told of a change to a message: those who can read it. In a group these are the members who joined before it;
 * threads, rooms and what was imported can be read by whoever is there.
 */
export async function readersOf(
  cache: Pick<ChannelCache, 'channel'>,
  { app, log, seq, receiver, audience, sender }: Entry,
): Promise<Pick<NewEntry, 'audience' | 'about'>> {
  if (audience !== null) return { audience: [...new Set([...audience, sender])] }
  if (kindOf(log) !== 'group' || seq < 1) return { audience: null }
  const isThread = (await cache.channel(app, receiver))?.thread !== undefined
  return isThread ? { audience: null } : { audience: null, about: seq }
}
