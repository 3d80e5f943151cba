import { messages as operations } from '@ringpost/contract'
import type { Streams } from '../../domain/streams/streams.ts'
import { foldUserName } from '../../domain/users/user-name.ts'
import { messageId } from '../message-id.ts'
import { DEFAULT_SENDER } from '../outgoing.ts'
import { type Binding, bind } from '../request-context.ts'

export function streamRoutes({ streams }: { streams: Streams }): Binding[] {
  return [
    bind(operations.streamToUser, async ({ caller, body }) => {
      const piece = { kind: 'user', to: foldUserName(body.to), ...words(body) } as const
      return { reply: idOf(await streams.say(caller, piece), body) }
    }),

    bind(operations.streamToGroup, async ({ caller, body }) => {
      const piece = { kind: 'group', to: body.to, ...words(body) } as const
      return { reply: idOf(await streams.say(caller, piece), body) }
    }),
  ]
}

interface Fields {
  from?: string
  body: {
    msgId?: string | null
    msg: string
    seq: number
    finish?: boolean
    finishReason?: number
    type?: 'text' | 'markdown'
  }
  ext?: Readonly<Record<string, unknown>>
}

function words({ from, ext, body }: Fields) {
  const { msgId, msg, seq, type = 'text', finish = false, finishReason = 0 } = body
  return {
    from: foldUserName(from ?? DEFAULT_SENDER),
    message: msgId ? (messageId(msgId) ?? null) : undefined,
    text: msg,
    seq,
    type,
    ext,
    isLast: finish,
    finishReason: finish ? finishReason : 0,
  }
}

/** Only the first piece is answered with the id. */
function idOf(message: number, { body }: Fields): { msgId?: string } {
  return body.msgId ? {} : { msgId: String(message) }
}
