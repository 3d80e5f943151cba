import type { ChannelFact } from '../../domain/facts/channel-fact.ts'
import type { Fact, FactKind } from '../../domain/facts/fact.ts'
import type { ChatType } from '../../domain/messages/chat-type.ts'

/** A fact of a group or room. */
export type ManagedFact = Extract<Fact, ChannelFact>

/** What the app or the server itself does is done by this operator (webhooks.md §5.7). */
export const APP_OPERATOR = '@ppAdmin'

/** Undefined for threads, of which no callback tells, and for other facts. */
export function managedFact(fact: Fact): ManagedFact | undefined {
  return isManaged(fact) && fact.channel.kind !== 'thread' ? fact : undefined
}

function isManaged(fact: Fact): fact is ManagedFact {
  return fact.kind.startsWith('channel.')
}

export function operatorOf({ by }: Fact): string {
  return by.kind === 'user' ? by.name : APP_OPERATOR
}

export function chatTypeOfChannel({ channel }: ManagedFact): ChatType {
  return channel.kind === 'room' ? 'chatroom' : 'groupchat'
}

/** Kinds of facts that both generations tell. */
export const channelKinds: readonly FactKind[] = [
  'channel.created',
  'channel.destroyed',
  'channel.joined',
  'channel.left',
  'channel.updated',
  'channel.handed-over',
  'channel.standing',
  'channel.ruled',
  'channel.announced',
  'channel.file-shared',
  'channel.file-withdrawn',
  'channel.shielded',
]
