import type { RoamingStore } from '../../domain/history/roaming-store.ts'
import type { Entry } from '../../domain/log/entry.ts'
import type { App } from '../../domain/tenancy/app.ts'

export interface LastMessageServices {
  roaming: Pick<RoamingStore, 'slice'>
}

/** The last message of a log that a user sees, of those before an id; undefined if there is none. */
export async function lastMessage(
  { roaming }: LastMessageServices,
  { id: app }: App,
  log: string,
  { as: user, before = Number.MAX_SAFE_INTEGER }: { as: string; before?: number },
): Promise<Entry | undefined> {
  const { messages } = await roaming.slice(
    { app, user, log },
    { after: 0, before: Number.MAX_SAFE_INTEGER },
    { contentTypes: null, senders: null, ids: { from: 0, before } },
    { limit: 1, descending: true },
  )
  return messages[0]
}
