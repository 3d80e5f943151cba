/** What became of two users; `user` is the one whose act it is, or in whose list it shows. */
export type ContactFact = {
  kind:
    | 'contact.requested'
    /** `user` said yes, or no, to the request of `peer`. */
    | 'contact.accepted'
    | 'contact.declined'
    /** Without a request. */
    | 'contact.added'
    | 'contact.removed'
    | 'contact.blocked'
    | 'contact.unblocked'
  user: string
  peer: string
  /** Empty for none. */
  reason: string
}
