import type { ChannelCache } from '../channels/channel-cache.ts'
import { groupLog, pairLog, roomLog } from '../log/log-key.ts'

/** The other side of a conversation. */
export interface Peer {
  kind: 'user' | 'group' | 'room'
  /** Folded name of the user, or the id of the group or room. */
  id: string
}

/** A peer given by a caller that does not distinguish groups from rooms. */
export interface LoosePeer {
  kind: Peer['kind'] | 'conference'
  id: string
}

export function logOf(user: string, { kind, id }: Peer): string {
  if (kind === 'user') return pairLog(user, id)
  return kind === 'group' ? groupLog(id) : roomLog(id)
}

/**
 * Resolves a peer. A conference that no longer exists is assumed to have been a group: deleted rooms leave nothing to
 * followers.
 */
export async function definitePeer(cache: ChannelCache, app: number, peer: LoosePeer): Promise<Peer> {
  if (peer.kind !== 'conference') return { kind: peer.kind, id: peer.id }
  const channel = await cache.channel(app, peer.id)
  return { kind: channel?.kind === 'room' ? 'room' : 'group', id: peer.id }
}
