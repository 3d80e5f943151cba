import { isJsonObject } from '@ringpost/protocol/json'
import type { ChannelStore } from '../../domain/channels/channel-store.ts'
import type { Fact } from '../../domain/facts/fact.ts'
import type { Entry } from '../../domain/log/entry.ts'
import { idOf, kindOf } from '../../domain/log/log-key.ts'
import type { ThreadCounts } from '../../domain/threads/thread-counts.ts'
import type { WebhookEvent } from '../../domain/webhooks/webhook-event.ts'
import type { EventMaker } from './event-maker.ts'
import { eventOf, userText } from './event-words.ts'
import { serialOf } from './fact-identity.ts'
import type { Known } from './known.ts'
import { type LastMessageServices, lastMessage } from './last-message.ts'
import { spokenIn } from './spoken.ts'

export interface ThreadServices extends LastMessageServices {
  channels: Pick<ChannelStore, 'get'>
  threadCounts: ThreadCounts
}

/** News of threads, when a message in one is sent, edited or recalled (webhooks.md §5.10). */
export function threadEvents(services: ThreadServices): EventMaker {
  return {
    family: 'thread',
    kinds: ['message.sent', 'message.edited', 'message.recalled'],
    async make(fact, known) {
      const message = messageBefore(fact, known)
      if (message === undefined) return []
      const spoken = spokenIn(message, 'groupchat')
      if (!isJsonObject(spoken.meta.thread)) return []
      const event = await news(services, fact, known)
      return event === undefined ? [] : [{ ...event, messageType: spoken.type }]
    },
  }
}

/** The message, or what it was before a change. Messages that are not stored are no news. */
function messageBefore(fact: Fact, known: Known) {
  const entry = known.entryOf(fact)
  if (entry === undefined || kindOf(fact.subject) !== 'group') return undefined
  if (fact.kind === 'message.edited' || fact.kind === 'message.recalled')
    return { ...entry, payload: fact.former }
  return known.messageOf(fact)
}

/** Undefined for a thread that has been deleted in the meantime. */
async function news(services: ThreadServices, fact: Fact, known: Known): Promise<WebhookEvent | undefined> {
  const { app } = known
  const thread = await services.channels.get(app.id, idOf(fact.subject))
  const { seq, by } = fact
  if (thread?.thread === undefined || seq === null) return undefined
  const last = await lastMessage(services, app, fact.subject, { as: thread.owner })
  const count = await services.threadCounts.count(app.id, fact.subject, seq, {
    anew: fact.kind === 'message.recalled',
  })
  const { group, message } = thread.thread
  const entry = known.entryOf(fact)
  const id = serialOf(fact, 'thread')
  const from = by.kind === 'user' ? by.name : (entry?.sender ?? '')
  return eventOf(fact, {
    family: 'thread',
    callKey: id,
    timestamp: fact.at,
    saysVersion: true,
    chatType: 'groupchat',
    from,
    to: group,
    group,
    body: {
      eventType: 'chat',
      chat_type: 'notify',
      from: 'admin',
      to: group,
      group_id: group,
      msg_id: id,
      payload: {
        type: 'thread',
        data: {
          id: thread.id,
          name: thread.name,
          msg_parent_id: String(message),
          muc_parent_id: group,
          from,
          operation: 'update_msg',
          message_count: count,
          timestamp: fact.at,
          ...(last && { last_message: lastJson(known, last, thread.id) }),
        },
      },
    },
  })
}

function lastJson({ app }: Known, last: Entry, thread: string): object {
  const { payload } = spokenIn(last, 'groupchat')
  const from = userText(app, last.sender)
  return { id: String(last.id), from, to: userText(app, thread), timestamp: last.time, payload }
}
