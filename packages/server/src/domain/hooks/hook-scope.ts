import type { Webhook } from '../webhooks/webhook.ts'
import type { HookQuestion } from './hook-line.ts'

/** Whether a hook may be about what somebody says somewhere, whatever it is (webhooks.md §1). What clients send has no `env`. */
export function concerns(
  { events, chatTypes, sources, filters }: Webhook,
  { isEdit, chatType, from, to }: Pick<HookQuestion, 'isEdit' | 'chatType' | 'from' | 'to'>,
): boolean {
  if (isEdit && !events.includes('edit')) return false
  if (!allows(chatTypes, chatType) || !allows(sources, 'sdk')) return false
  if (filters.envs.length > 0 || !allows(filters.from, from)) return false
  if (filters.to.length > 0 && !(chatType === 'chat' && filters.to.includes(to))) return false
  return filters.groups.length === 0 || (chatType !== 'chat' && filters.groups.includes(to))
}

/** Whether a hook that concerns a message is about what it says. */
export function isAbout(
  { messageTypes, filters: { extKeys } }: Webhook,
  { content, ext }: Pick<HookQuestion, 'content' | 'ext'>,
): boolean {
  const type = content?.type ?? 'unknown'
  if (messageTypes.length === 0 ? type === 'cmd' : !messageTypes.includes(type)) return false
  return extKeys.length === 0 || extKeys.some((key) => Object.hasOwn(ext, key))
}

/** Whether the answer of the hook may replace the content: texts, or all but commands. */
export function mayReplace({ replace }: Webhook, { content }: Pick<HookQuestion, 'content'>): boolean {
  return replace === 'text' ? content?.type === 'txt' : content !== null && content.type !== 'cmd'
}

/** An empty list admits everything. */
function allows<Value>(list: readonly Value[], value: Value): boolean {
  return list.length === 0 || list.includes(value)
}
