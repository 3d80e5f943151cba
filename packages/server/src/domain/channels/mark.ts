/** What was made of a user. */
export type Mark =
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
