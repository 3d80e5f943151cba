/** The entry is the event that tells the others, with all reactions to the message. */
export interface ReactionFact {
  kind: 'reaction.added' | 'reaction.removed'
  message: number
  reaction: string
  user: string
}
