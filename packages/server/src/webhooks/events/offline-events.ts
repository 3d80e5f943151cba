import type { ChannelStore, MemberPage } from '../../domain/channels/channel-store.ts'
import type { Sessions } from '../../domain/devices/sessions.ts'
import type { Fact } from '../../domain/facts/fact.ts'
import { idOf, kindOf } from '../../domain/log/log-key.ts'
import type { App } from '../../domain/tenancy/app.ts'
import type { WebhookEvent } from '../../domain/webhooks/webhook-event.ts'
import type { EventMaker } from './event-maker.ts'
import type { Known } from './known.ts'
import { chatEvent } from './message-events.ts'

/** Members looked at together. */
const PAGE = 500

export interface OfflineServices {
  channels: Pick<ChannelStore, 'get' | 'members'>
  sessions: Pick<Sessions, 'present'>
}

/**
 * Messages that could not be delivered live, once per receiver who has no device online when the fact is first looked at
 * (webhooks.md §5.1). Messages that are not kept for them, and those to rooms, have no such event.
 */
export function offlineEvents({ channels, sessions }: OfflineServices): EventMaker {
  return {
    family: 'chat_offline',
    kinds: ['message.sent'],
    needs: ['message.edited', 'message.recalled'],
    async make(fact, known) {
      const event = fact.kind === 'message.sent' && fact.unstored ? undefined : chatEvent(fact, known)
      if (event === undefined || event.chatType === 'chatroom') return []
      const events: WebhookEvent[] = []
      for await (const users of receivers(fact, known, event)) {
        const others = users.filter((user) => user !== event.from)
        const present = await sessions.present(known.app.id, others)
        for (const user of others) if (!present.has(user)) events.push(toOffline(event, user))
      }
      return events
    },
  }

  async function* receivers(
    fact: Fact,
    known: Known,
    event: WebhookEvent,
  ): AsyncGenerator<readonly string[]> {
    const audience = known.entryOf(fact)?.audience
    if (kindOf(fact.subject) === 'pair') yield [event.to!]
    else if (audience) yield audience
    else yield* members(known.app, idOf(fact.subject))
  }

  /** A group that has been deleted in the meantime has none. */
  async function* members(app: App, id: string): AsyncGenerator<string[]> {
    const channel = await channels.get(app.id, id)
    if (channel === undefined) return
    let cursor: string | undefined
    do {
      const page: MemberPage = await channels.members(channel, PAGE, { cursor })
      yield page.members.map(({ user }) => user)
      cursor = page.cursor
    } while (cursor !== undefined)
  }
}

/** The same message, to one of its receivers. */
function toOffline(event: WebhookEvent, user: string): WebhookEvent {
  const body = { ...event.body, eventType: 'chat_offline', to: user }
  return { ...event, family: 'chat_offline', to: user, body }
}
