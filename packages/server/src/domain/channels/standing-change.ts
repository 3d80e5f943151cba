import type { Standing } from './channel.ts'

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

/** What each rule makes of a channel. */
export const RULES: Readonly<Record<Rule, { flag: 'muted' | 'disabled'; value: boolean }>> = {
  muted: { flag: 'muted', value: true },
  unmuted: { flag: 'muted', value: false },
  disabled: { flag: 'disabled', value: true },
  enabled: { flag: 'disabled', value: false },
}

/** What each change sets in a standing; a mute has an end, and a block more consequences. */
export const STANDINGS = {
  appointed: { role: 'admin' },
  dismissed: { role: 'member' },
  allowed: { allowed: true },
  disallowed: { allowed: false },
  unblocked: { blocked: false },
} satisfies Partial<Record<StandingChange, Partial<Standing>>>
