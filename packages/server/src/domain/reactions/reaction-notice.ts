import type { IdGenerator } from '../../kernel/id-generator.ts'
import type { Caller } from '../caller.ts'
import type { EventEncoder } from '../events/event-encoder.ts'
import type { ReactionEvent } from '../events/reaction-event.ts'
import type { Entry, NewEntry } from '../log/entry.ts'
import type { JournalStep } from '../log/journal.ts'
import { kindOf, peerOf } from '../log/log-key.ts'
import { ownNotice } from '../log/own-notice.ts'
import type { Reaction } from './reaction-store.ts'

type Act = Pick<ReactionEvent['reacted'], 'what' | 'changed'> & { reactions: readonly Reaction[] }

type Readers = Pick<NewEntry, 'audience' | 'about'>

/**
 * Tells everybody who sees a message, and the user's other devices, of a reaction. One event goes to a whole group, so it calls no
 * reaction a reader's own; between two users it does.
 */
export function reactionNotice(
  caller: Caller,
  user: string,
  message: Entry,
  { what, changed, reactions }: Act,
  { ids, encoder, readers }: { ids: IdGenerator; encoder: EventEncoder; readers: Readers },
): JournalStep {
  const { log } = message
  const peer = peerOf(log, user)
  const isPair = kindOf(log) === 'pair'
  const seen = reactions.map((each) => ({ ...each, mine: isPair && each.users.includes(peer) }))
  const place = { kind: isPair ? 'user' : 'group', id: peer } as const
  const encode = ({ at }: { at: number }) =>
    encoder.encode(caller.app, {
      reacted: { message: message.id, place, by: user, changed, what, reactions: seen, at },
    })
  return {
    store: ownNotice(caller, user, ids, encode, {
      log,
      receiver: peer,
      ...readers,
    }),
    happening: {
      kind: `reaction.${what}`,
      message: message.id,
      reaction: changed,
      user,
      by: caller.actor,
    },
  }
}
