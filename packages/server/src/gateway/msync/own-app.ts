import { ApiError } from '@ringpost/contract'
import type { JidFields } from '@ringpost/protocol'
import type { App } from '../../domain/tenancy/app.ts'

/**
 * Names mean users, groups and rooms of the session's app. Clients need not say so.
 * @throws ApiError `send.to_foreign` for a name that says it is of another app.
 */
export function requireOwnApp(app: App, jids: readonly (JidFields | null)[]): void {
  for (const jid of jids) if (jid?.appKey && jid.appKey !== app.key) throw new ApiError('send.to_foreign')
}
