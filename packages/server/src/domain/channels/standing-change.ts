/** Change for one user in a channel, member or not. */
export type StandingChange =
  | 'appointed'
  | 'dismissed'
  | 'muted'
  | 'unmuted'
  | 'allowed'
  | 'disallowed'
  | 'blocked'
  | 'unblocked'

/** Change that applies to everybody from now on. */
export type Rule = 'muted' | 'unmuted' | 'disabled' | 'enabled'
