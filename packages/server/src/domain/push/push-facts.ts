import type { LooseFact } from '../facts/fact.ts'
import type { PushFact } from '../facts/push-fact.ts'
import { inboxLog } from '../log/log-key.ts'
import type { PushBinding } from './push-binding.ts'
import type { PushService } from './push-certificate.ts'

/** Which message was for whom. */
export interface PushPlace {
  app: number
  message: number
  sender: string
  user: string
  group: string | null
}

export interface PushOutcome {
  status: PushFact['status']
  binding: PushBinding | null
  service?: PushService
  answer?: unknown
  detail?: string
  error?: string
}

/** What became of a notification. Results keep their order for each user. */
export function aboutPush(
  { app, message, sender, user, group }: PushPlace,
  { status, binding, service, answer, detail, error }: PushOutcome,
): LooseFact {
  return {
    app,
    subject: inboxLog(user),
    by: { kind: 'system' },
    kind: 'push.done',
    user,
    message,
    sender,
    chat: group === null ? 'user' : 'group',
    group,
    status,
    service: service ?? null,
    notifier: binding?.certificate ?? null,
    device: binding?.device ?? null,
    token: binding?.token ?? null,
    data: answer ?? null,
    detail: detail ?? null,
    error: error ?? null,
  }
}
