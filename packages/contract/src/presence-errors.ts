import { type ErrorFact, illegal } from './error-fact.ts'

const closed = (description: string): ErrorFact => ({
  status: 400,
  error: 'service open exception',
  exception: 'ServiceOpenException',
  description,
})

/** Presence (presence-reactions-pins.md §1.2). */
export const presenceErrors = {
  // SDKs look for the text in `result`.
  'presence.closed': { ...closed('the app not open presence'), result: 'the app not open presence' },
  'presence.count_closed': closed('this appkey not open rest group online service'),
  'presence.ext_missing': illegal('ext cannot be null'),
  // SDKs compare with the space at the end.
  'presence.ext_too_big': illegal('ext is too big '),
  'presence.parameter_illegal': illegal('{name} is illegal'),
  'presence.names_empty': illegal('usernames is empty'),
  'presence.subscribes_too_many': illegal('too many sub presence'),
  'presence.subscribes_self': illegal("you can't sub yourself"),
  'presence.gets_too_many': illegal('too many get presences'),
  'presence.names_missing': illegal('usernames cannot be null'),
  'presence.unsubscribes_too_many': illegal('too many unsub presences'),
  'presence.group_missing': illegal('Id cannot be null.'),
  'presence.type_missing': illegal('Type cannot be null.'),
  'presence.type_illegal': illegal('Type must be 0 or 1.'),
} as const satisfies Record<string, ErrorFact>
