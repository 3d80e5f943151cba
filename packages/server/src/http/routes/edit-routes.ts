import { ApiError, messages as operations } from '@ringpost/contract'
import type { Body } from '@ringpost/protocol/body'
import type { Edits } from '../../domain/edits/edits.ts'
import { parseContent, saidBytes } from '../../domain/messages/content.ts'
import { foldUserName } from '../../domain/users/user-name.ts'
import { messageId } from '../message-id.ts'
import { type Binding, bind } from '../request-context.ts'

/** The editing user if the request names none (rest-messages-users.md §11.4 "edit"). */
const DEFAULT_OPERATOR = 'easemob_rest_app_admin'

export function editRoutes({ edits }: { edits: Edits }): Binding[] {
  return [
    bind(operations.edit, async ({ caller, params, body }) => {
      const id = params.message
      if (!/^\d+$/.test(id)) throw new ApiError('edit.id_illegal')
      const message = messageId(id)
      if (message === undefined) throw new ApiError('edit.unknown')
      const { user, new_msg, new_ext, is_combine_ext } = body
      const content = new_msg === undefined ? undefined : newContent(new_msg)
      if (new_msg === undefined && new_ext === undefined) throw new ApiError('edit.new_msg_missing')
      // For a message with an attachment only the attributes change, although the request names its type.
      if (content === undefined && new_ext === undefined) throw new ApiError('edit.unsupported')
      await edits.edit(caller, {
        message,
        operator: user ? foldUserName(user) : DEFAULT_OPERATOR,
        size: saidBytes(content, new_ext),
        origin: null,
        to: { content, ext: new_ext },
        mergesExt: is_combine_ext ?? true,
      })
      return { reply: 'success' as const, further: { path: `/messages/rewrite/${id}` } }
    }),
  ]
}

/** The new content; undefined for types whose content cannot be changed. */
function newContent(fields: Readonly<Record<string, unknown>>): Body | undefined {
  const { type } = fields
  if (typeof type !== 'string') throw new ApiError('edit.new_msg_missing')
  return type === 'txt' || type === 'custom' ? parseContent(type, fields, '') : undefined
}
