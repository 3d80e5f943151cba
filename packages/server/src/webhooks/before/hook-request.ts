import type { HookQuestion } from '../../domain/hooks/hook-line.ts'

/**
 * The body of a question, unsigned (webhooks.md §4): `payload` is what history files say of a message. No document shows an
 * edit: it is the message as it would be, and says of what type it is, and which message it edits.
 */
export function hookRequest({ message, isEdit, chatType, from, to, content, ext }: HookQuestion) {
  return {
    chat_type: chatType,
    ...(chatType === 'chat' ? {} : { group_id: to }),
    from,
    to,
    msg_id: String(message),
    payload: {
      ext,
      bodies: content === null ? [] : [content],
      from,
      to,
      type: isEdit ? 'edit' : chatType,
      ...(isEdit && { edit_message_id: String(message) }),
    },
  }
}
