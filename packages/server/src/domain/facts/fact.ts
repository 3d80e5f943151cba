import type { ChannelFact } from './channel-fact.ts'
import type { ContactFact } from './contact-fact.ts'
import type { Doer } from './doer.ts'
import type { FileFact } from './file-fact.ts'
import type { MessageFact } from './message-fact.ts'
import type { SessionFact } from './session-fact.ts'
import type { UserFact } from './user-fact.ts'

/** What can happen: areas add theirs. Kinds are stored: never rename one. */
type What = MessageFact | ChannelFact | ContactFact | UserFact | SessionFact | FileFact

export type FactKind = What['kind']

/** Something that happened, and who did it. */
export type Happening = What & { by: Doer }

/** One that no entry stands for. */
export type LooseFact = Happening & {
  /** Row number of the app. */
  app: number
  /** What it is about: the key of a log, of a user's inbox where it is about the user, or `f:` and the uuid of a file. */
  subject: string
}

/** A line of the stream of facts: never changed. */
export type Fact = LooseFact & {
  /** Facts of a lane come to be one after the other: who has seen a position has seen all before it. */
  lane: number
  /** In the lane, from 1, without gaps. */
  pos: number
  /** ms since 1970 by the clock of the database: never falls within a lane, nor from one entry of a log to the next. */
  at: number
  /** Id of the entry and its position in the log `subject`; null where no entry stands for it. */
  entry: number | null
  seq: number | null
}
