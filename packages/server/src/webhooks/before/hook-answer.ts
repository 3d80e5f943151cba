import { ApiError } from '@ringpost/contract/errors'
import type { Body, Json } from '@ringpost/protocol/body'
import { isJsonObject, parseJson } from '@ringpost/protocol/json'
import { type HookAnswer, HookFault, type HookQuestion } from '../../domain/hooks/hook-line.ts'
import { mayReplace } from '../../domain/hooks/hook-scope.ts'
import { parseContent } from '../../domain/messages/content.ts'
import type { Webhook } from '../../domain/webhooks/webhook.ts'

/** Characters of an answer, without what it replaces; bytes of that (webhooks.md §2, §4). */
const ANSWER_CHARACTERS = 1000
const REPLACED_BYTES: Readonly<Record<Webhook['replace'], number>> = { text: 1024, all: 5120 }
/** Bytes of any answer: characters may be escaped. */
export const ANSWER_BYTES = 6 * (ANSWER_CHARACTERS + 5120)
/** What the sender is told if the hook says no more. */
const DENIED = 'custom logic denied'

const levels = ['high', 'normal', 'low'] as const

/** Reads the answer of a hook. @throws HookFault `malformed`, `oversized`. */
export function hookAnswer(text: string, hook: Webhook, question: HookQuestion): HookAnswer {
  const { payload, ...answer } = jsonObject(text)
  const rest = payload === undefined ? text : JSON.stringify(answer)
  if (rest.length > ANSWER_CHARACTERS) throw new HookFault('oversized')
  const { valid, code, chatroom_msg_level: level } = answer
  if (valid === false) return { kind: 'denied', reason: typeof code === 'string' ? code : DENIED }
  if (valid !== true) throw new HookFault('malformed')
  const said = payload === undefined || payload === null ? {} : { said: replaced(payload, hook, question) }
  const known = levels.find((each) => each === level)
  if (known === undefined && level !== undefined && level !== null) throw new HookFault('malformed')
  return { kind: 'allowed', ...said, ...(known && { level: known }) }
}

function jsonObject(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = parseJson(text)
  } catch (cause) {
    throw new HookFault('malformed', { cause })
  }
  if (!isJsonObject(value)) throw new HookFault('malformed')
  return value
}

/** What comes back as it was sent stays as it is, with what this form does not show of it. */
function replaced(payload: unknown, hook: Webhook, question: HookQuestion): { content?: Body; ext?: Json } {
  if (!isJsonObject(payload) || !mayReplace(hook, question)) throw new HookFault('malformed')
  if (Buffer.byteLength(JSON.stringify(payload)) > REPLACED_BYTES[hook.replace])
    throw new HookFault('oversized')
  const { bodies, ext } = payload
  if (bodies === undefined && ext === undefined) throw new HookFault('malformed')
  if (ext !== undefined && !isJsonObject(ext)) throw new HookFault('malformed')
  const content = bodies === undefined ? undefined : contentOf(bodies, question)
  return { ...(content && { content }), ...(ext && { ext }) }
}

function contentOf(bodies: unknown, { content: asked }: HookQuestion): Body | undefined {
  const [body, ...others] = Array.isArray(bodies) ? bodies : []
  if (!isJsonObject(body) || others.length > 0 || asked === null) throw new HookFault('malformed')
  if (JSON.stringify(body) === JSON.stringify(asked)) return undefined
  // A combined message is a file that only clients can make.
  const isCombined = asked.type === 'txt' && asked.subType === 'sub_combine'
  if (body.type !== asked.type || isCombined) throw new HookFault('malformed')
  try {
    return parseContent(asked.type, body, '')
  } catch (cause) {
    throw cause instanceof ApiError ? new HookFault('malformed', { cause }) : cause
  }
}
