import type { SessionFact } from '../../domain/facts/session-fact.ts'
import type { EventMaker } from './event-maker.ts'
import { eventOf, userText } from './event-words.ts'
import { uuidOf } from './fact-identity.ts'

/** Logins and logouts of devices (webhooks.md §5.6). */
export const statusEvents: EventMaker = {
  family: 'userStatus',
  kinds: ['session.opened', 'session.ended'],
  make(fact, { app }) {
    if (fact.kind !== 'session.opened' && fact.kind !== 'session.ended') return []
    const { user, device, at, client = { os: systemOf(device), version: '', ip: '' } } = fact
    return [
      eventOf(fact, {
        family: 'userStatus',
        source: null,
        callKey: uuidOf(fact),
        timestamp: at,
        from: user,
        body: {
          reason: reasonOf(fact),
          status: fact.kind === 'session.opened' ? 'online' : 'offline',
          user: userText(app, user, device),
          name: user,
          os: client.os,
          ip: client.ip,
          version: client.version,
        },
      }),
    ]
  },
}

function reasonOf(fact: SessionFact): 'login' | 'logout' | 'replaced' {
  if (fact.kind === 'session.opened') return 'login'
  return fact.reason === 'left' || fact.reason === 'lost' ? 'logout' : 'replaced'
}

/** Of a session whose node died, only the name of the device is left, which begins with the system at most clients. */
function systemOf(device: string): string {
  const [system] = /^(?:ios|android|linux|win|webim)(?=_)/.exec(device) ?? []
  return system ?? 'other'
}
