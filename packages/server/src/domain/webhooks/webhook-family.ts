/** Families of events, as rules name them (webhooks.md §5). */
export const webhookFamilies = [
  'chat',
  'chat_offline',
  'recall',
  'edit',
  'read_ack',
  'channel_ack',
  'delivery_ack',
  'userStatus',
  'group',
  'roster',
  'reaction',
  'thread',
  'keyword_alert',
  'moderation',
  'push',
] as const

export type WebhookFamily = (typeof webhookFamilies)[number]

/** Families without a switch of their own at the vendor: they come with the messages that they are about (webhooks.md §1). */
const comesWithMessages: ReadonlySet<string> = new Set<WebhookFamily>(['reaction', 'thread'])

/** Whether a rule with these events, where none means all, wants a family. */
export function wantsFamily(events: readonly string[], family: string): boolean {
  if (events.length === 0 || events.includes(family)) return true
  return comesWithMessages.has(family) && events.includes('chat')
}
