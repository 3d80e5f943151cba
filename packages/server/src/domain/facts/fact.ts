import type { ChannelFact } from './channel-fact.ts'
import type { ContactFact } from './contact-fact.ts'
import type { Doer } from './doer.ts'
import type { FileFact } from './file-fact.ts'
import type { MessageFact } from './message-fact.ts'
import type { PushFact } from './push-fact.ts'
import type { ReactionFact } from './reaction-fact.ts'
import type { SessionFact } from './session-fact.ts'
import type { UserFact } from './user-fact.ts'

/** Everything that can happen. Add new areas here. Kinds are stored: never rename one. */
type What =
  | MessageFact
  | ReactionFact
  | ChannelFact
  | ContactFact
  | UserFact
  | SessionFact
  | FileFact
  | PushFact

export type FactKind = What['kind']

/** Something that happened, and who did it. */
export type Happening = What & { by: Doer }

/** A happening that has no entry. */
export type LooseFact = Happening & {
  /** Row number of the app. */
  app: number
  /**
   * What it concerns: the key of a log, a user's inbox log for facts about the user, or `f:` and the uuid of a file.
   */
  subject: string
}

/** A row of the stream of facts. Immutable. */
export type Fact = LooseFact & {
  /** Facts of a lane become visible in order: a reader that has seen a position has seen all before it. */
  lane: number
  /** Position in the lane, from 1, without gaps. */
  pos: number
  /**
   * ms since 1970 by the clock of the database: never decreases within a lane, nor from one entry of a log to the next.
   */
  at: number
  /** Id of the entry and its position in the log `subject`; null if there is no entry. */
  entry: number | null
  seq: number | null
}
