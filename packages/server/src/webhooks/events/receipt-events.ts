import type { Fact } from '../../domain/facts/fact.ts'
import type { Entry } from '../../domain/log/entry.ts'
import { kindOf, peerOf } from '../../domain/log/log-key.ts'
import type { WebhookFamily } from '../../domain/webhooks/webhook.ts'
import type { WebhookEvent } from '../../domain/webhooks/webhook-event.ts'
import type { EventMaker } from './event-maker.ts'
import { channelText, chatTypeOf, eventOf, groupId, groupOf, userText } from './event-words.ts'
import type { Known } from './known.ts'
import { type LastMessageServices, lastMessage } from './last-message.ts'

/** Receipts: for a message that has come, one that was read, a conversation that was read (webhooks.md §5.4). */
export function receiptEvents(services: LastMessageServices): EventMaker[] {
  return [
    {
      family: 'delivery_ack',
      kinds: ['message.delivered'],
      make(fact, known) {
        if (fact.kind !== 'message.delivered' || fact.message === 0) return []
        return told(fact, known, 'delivery_ack', fact, {
          ext: {},
          ack_message_id: String(fact.message),
          bodies: [],
        })
      },
    },
    {
      family: 'read_ack',
      kinds: ['message.read'],
      make(fact, known) {
        if (fact.kind !== 'message.read' || !fact.message) return []
        return kindOf(fact.log) === 'pair' ? readByUser(fact, known) : readInGroup(fact, known)
      },
    },
    {
      family: 'channel_ack',
      kinds: ['message.read'],
      async make(fact, known) {
        const entry = known.entryOf(fact)
        if (fact.kind !== 'message.read' || fact.message !== null || entry === undefined) return []
        const last = await lastMessage(services, known.app, fact.log, { as: entry.sender, before: entry.id })
        // Nothing was there to read.
        if (last === undefined) return []
        const payload = { ack_message_id: String(last.id), type: 'channel_ack' }
        return told(fact, known, 'channel_ack', fact, payload)
      },
    },
  ]
}

type Read = Extract<Fact, { kind: 'message.read' }>

function readByUser(fact: Read, known: Known): WebhookEvent[] {
  const payload = { ext: {}, ack_message_id: String(fact.message), bodies: [] }
  const to = known.entryOf(fact)?.receiver ?? ''
  // The vendor's text names a conference here, too.
  return told(fact, known, 'read_ack', fact, payload, { channel_channel: channelText(known.app, to) })
}

/** Of a message whose sender does not want to know, only the reader's own devices are told. */
function readInGroup(fact: Read, known: Known): WebhookEvent[] {
  const entry = known.entryOf(fact)
  if (entry === undefined || entry.receiver === entry.sender) return []
  const payload = {
    ext: {},
    ack_message_id: String(fact.message),
    msg_config: { allow_group_ack: true },
    type: 'read_ack',
  }
  return told(fact, known, 'read_ack', fact, payload, {
    content_type: 'chat:ack:read',
    channel_channel: channelText(known.app, peerOf(fact.log, entry.sender)),
    channel_user: userText(known.app, entry.sender),
    writed_channel: false,
  })
}

function told(
  fact: Fact,
  known: Known,
  family: WebhookFamily,
  { log }: { log: string },
  payload: Record<string, unknown>,
  more: Record<string, unknown> = {},
): WebhookEvent[] {
  const entry: Entry | undefined = known.entryOf(fact)
  if (entry === undefined) return []
  const { id, time, sender: from } = entry
  const to = peerOf(log, from)
  return [
    eventOf(fact, {
      family,
      order: log,
      callKey: String(id),
      timestamp: time,
      chatType: chatTypeOf(log),
      from,
      to,
      group: groupOf(log),
      body: {
        eventType: 'chat',
        chat_type: family,
        from,
        to,
        ...groupId(log),
        msg_id: String(id),
        payload,
        ...more,
      },
    }),
  ]
}
