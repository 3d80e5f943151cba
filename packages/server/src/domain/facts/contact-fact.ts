/** What happened between two users; `user` is the acting user, or the one whose list changes. */
export type ContactFact = {
  kind:
    | 'contact.requested'
    /** `user` accepted or declined the request of `peer`. */
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
