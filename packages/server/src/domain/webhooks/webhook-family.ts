import type { WebhookFamily } from './webhook.ts'

/** Families of events, as rules name them, and what each tells (webhooks.md §5). */
export const webhookFamilies: Readonly<Record<WebhookFamily, string>> = {
  chat: 'Messages, once each, whoever gets them',
  chat_offline: 'Messages, once for each receiver who has no device online',
  recall: 'Recalled messages',
  edit: 'Edited messages, with their new content',
  read_ack: 'Messages that were read',
  channel_ack: 'Conversations that were read',
  delivery_ack: 'Messages that have come to a device',
  userStatus: 'Devices that log in, log out or are replaced',
  group: 'Groups and rooms: members, roles, lists, settings, files',
  roster: 'Contacts and block lists of users',
  reaction: 'Reactions to messages',
  thread: 'Messages in threads that are sent, edited or recalled',
  keyword_alert: 'Messages with words that the app watches for',
  moderation: 'Decisions about the content of messages',
  push: 'What became of pushes to phones',
}

/** Families without a switch of their own at the vendor: they come with the messages that they are about (webhooks.md §1). */
const comesWithMessages: ReadonlySet<string> = new Set<WebhookFamily>(['reaction', 'thread'])

/** Whether a rule with these events, where none means all, wants a family. */
export function wantsFamily(events: readonly WebhookFamily[], family: WebhookFamily): boolean {
  if (events.length === 0 || events.includes(family)) return true
  return comesWithMessages.has(family) && events.includes('chat')
}
