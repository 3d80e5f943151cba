/** What changed for a user in a channel, who may be in it or not. */
export type StandingChange =
  | 'appointed'
  | 'dismissed'
  | 'muted'
  | 'unmuted'
  | 'allowed'
  | 'disallowed'
  | 'blocked'
  | 'unblocked'

/** What holds for everybody from now on. */
export type Rule = 'muted' | 'unmuted' | 'disabled' | 'enabled'
