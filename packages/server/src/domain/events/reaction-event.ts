import type { Reaction } from '../reactions/reaction-store.ts'

/** Somebody has given or taken back a reaction, as reported to everybody who sees the message. */
export interface ReactionEvent {
  reacted: {
    message: number
    /** Where the message was sent. */
    place: { kind: 'user' | 'group'; id: string }
    /** The acting user. */
    by: string
    /** The reaction that changed; `count` 0 once nobody gives it any more. */
    changed: string
    what: 'added' | 'removed'
    /** All reactions, also that one, as those see them who have given none. */
    reactions: readonly Omit<Reaction, 'changed'>[]
    /** ms since 1970. */
    at: number
  }
}
