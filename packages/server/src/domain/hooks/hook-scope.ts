import type { Webhook } from '../webhooks/webhook.ts'
import type { HookQuestion } from './hook-line.ts'

/** Whether the owner wants to be asked by this hook (webhooks.md §1). What clients send has no `env`. */
export function asks(hook: Webhook, question: HookQuestion): boolean {
  const { events, chatTypes, messageTypes, sources, filters } = hook
  const { isEdit, chatType, from, to, content, ext } = question
  if (isEdit && !events.includes('edit')) return false
  if (!allows(chatTypes, chatType) || !allows(sources, 'sdk')) return false
  const type = content?.type ?? 'unknown'
  if (messageTypes.length === 0 ? type === 'cmd' : !messageTypes.includes(type)) return false
  if (filters.envs.length > 0 || !allows(filters.from, from)) return false
  if (filters.to.length > 0 && !(chatType === 'chat' && filters.to.includes(to))) return false
  if (filters.groups.length > 0 && !(chatType !== 'chat' && filters.groups.includes(to))) return false
  return filters.extKeys.length === 0 || filters.extKeys.some((key) => Object.hasOwn(ext, key))
}

/** Whether the answer of the hook may replace the content: texts, or all but commands. */
export function mayReplace({ replace }: Webhook, { content }: Pick<HookQuestion, 'content'>): boolean {
  return replace === 'text' ? content?.type === 'txt' : content !== null && content.type !== 'cmd'
}

/** An empty list admits everything. */
function allows<Value>(list: readonly Value[], value: Value): boolean {
  return list.length === 0 || list.includes(value)
}
