import { ApiError } from '@ringpost/contract'
import type { JidFields } from '@ringpost/protocol'
import type { App } from '../../domain/tenancy/app.ts'

/**
 * Checks that names belong to the session's app. Clients need not give the app.
 * @throws ApiError `send.to_foreign` for a name that gives another app.
 */
export function requireOwnApp(app: App, jids: readonly (JidFields | null)[]): void {
  for (const jid of jids) if (jid?.appKey && jid.appKey !== app.key) throw new ApiError('send.to_foreign')
}
