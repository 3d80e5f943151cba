import type { ContactFact } from '../../domain/facts/contact-fact.ts'
import type { Fact } from '../../domain/facts/fact.ts'
import type { App } from '../../domain/tenancy/app.ts'
import type { WebhookEvent } from '../../domain/webhooks/webhook-event.ts'
import type { EventMaker } from './event-maker.ts'
import { eventOf, userText } from './event-words.ts'
import { serialOf, versionOf } from './fact-identity.ts'

/** An event: who did what to whom. */
interface Word {
  from: string
  to: string
  payload: Record<string, unknown>
}

/** Contacts (webhooks.md §5.9). What the app adds by itself has no callback. */
export const contactEvents: EventMaker = {
  family: 'roster',
  kinds: [
    'contact.requested',
    'contact.accepted',
    'contact.declined',
    'contact.removed',
    'contact.blocked',
    'contact.unblocked',
  ],
  make(fact, { app }) {
    return isContact(fact) ? wordsOf(fact).map((word) => toEvent(app, fact, word)) : []
  },
}

function isContact(fact: Fact): fact is Extract<Fact, ContactFact> {
  return fact.kind.startsWith('contact.')
}

function wordsOf(fact: Extract<Fact, ContactFact>): Word[] {
  const { user: from, peer: to, reason } = fact
  const versioned = (operation: string) => ({ roster_ver: versionOf(fact), operation })
  switch (fact.kind) {
    case 'contact.requested':
      return [{ from, to, payload: { reason, operation: 'add' } }]
    // Each of the two is told of the other.
    case 'contact.accepted':
      return [
        { from: to, to: from, payload: versioned('accept') },
        { from, to, payload: versioned('remote_accept') },
      ]
    case 'contact.declined':
      return [
        { from: to, to: from, payload: versioned('decline') },
        { from, to, payload: versioned('remote_decline') },
      ]
    case 'contact.removed':
      return [{ from, to, payload: versioned('remove') }]
    case 'contact.blocked':
      return [{ from, to, payload: { operation: 'ban', status: { error_code: 'ok' } } }]
    case 'contact.unblocked':
      return [{ from, to, payload: { operation: 'allow', status: { error_code: 'ok' } } }]
    case 'contact.added':
      return []
  }
}

function toEvent(app: App, fact: Fact, { from, to, payload }: Word): WebhookEvent {
  const id = serialOf(fact)
  return eventOf(fact, {
    family: 'roster',
    callKey: id,
    timestamp: fact.at,
    from,
    to,
    body: { eventType: 'chat', chat_type: 'roster', from: userText(app, from), to, msg_id: id, payload },
  })
}
