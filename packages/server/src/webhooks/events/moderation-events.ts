import type { ModerationResult } from '../../domain/moderation/moderation-record.ts'
import type { EventMaker } from './event-maker.ts'
import { channelText, chatTypeOf, eventOf, groupOf, userText } from './event-words.ts'
import { uuidOf } from './fact-identity.ts'
import { contentTypeOf } from './spoken.ts'

/** What became of a message, as alerts say it (webhooks.md §5.11). */
const alerts: Readonly<Record<ModerationResult, { alertReason: string; status: string }>> = {
  PASS: { alertReason: 'through', status: 'pass' },
  REJECT: { alertReason: 'intercepted', status: 'refuse' },
  EXCHANGE: { alertReason: 'replaced', status: 'replace' },
}

/** What lists of words forbid is banned; of what hooks object to nothing is known. */
const BANNED = '违禁'

/** A word of a list was found (webhooks.md §5.11). */
export const keywordEvents: EventMaker = {
  family: 'keyword_alert',
  kinds: ['message.moderated'],
  make(fact, { app }) {
    if (fact.kind !== 'message.moderated' || fact.by.kind !== 'user' || fact.hook !== undefined) return []
    const { by, message, receiver, type, words, result, subject } = fact
    const group = groupOf(subject)
    const chatType = chatTypeOf(subject)
    return [
      eventOf(fact, {
        family: 'keyword_alert',
        callKey: uuidOf(fact, 'keyword_alert'),
        timestamp: fact.at,
        chatType,
        messageType: type,
        from: by.name,
        to: receiver,
        group,
        body: {
          eventType: 'keyword_alert',
          ...alerts[result],
          sensitiveWords: words,
          contentOwner: userText(app, by.name),
          contentReceiver: group === null ? userText(app, receiver) : channelText(app, group),
          contentUri: `msync:${message}`,
          contentType: 'message',
          chatType: contentTypeOf(type, chatType),
        },
      }),
    ]
  },
}

/** Lists of words or a hook decided about a message (webhooks.md §5.12). The vendor's hooks are told of nowhere. */
export const moderationEvents: EventMaker = {
  family: 'moderation',
  kinds: ['message.moderated'],
  make(fact) {
    if (fact.kind !== 'message.moderated' || fact.by.kind !== 'user') return []
    const { by, message, receiver, type, text, url, result, hook, subject } = fact
    const chatType = chatTypeOf(subject)
    return [
      eventOf(fact, {
        family: 'moderation',
        callKey: uuidOf(fact, 'moderation'),
        timestamp: fact.at,
        hidesHost: true,
        chatType,
        messageType: type,
        from: by.name,
        to: receiver,
        group: groupOf(subject),
        body: {
          eventType: 'moderation',
          moderationResult: result,
          providerResult: 'REJECT',
          messageType: type ?? 'unknown',
          messageId: String(message),
          targetType: chatType,
          from: by.name,
          to: receiver,
          ...(type === 'txt' && { msg: text }),
          ...(url !== null && { url }),
          ...(hook === undefined && { riskType: BANNED }),
          source: {},
        },
      }),
    ]
  },
}
