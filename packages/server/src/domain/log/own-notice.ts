import type { IdGenerator } from '../../kernel/id-generator.ts'
import { actingDevice } from '../actor.ts'
import type { Caller } from '../caller.ts'
import { entryKind, type NewEntry } from './entry.ts'
import { inboxLog } from './log-key.ts'
import { newEntry } from './new-entry.ts'

/** When a user acts, and with which device; null if the caller did not say. */
export interface OwnAct {
  /** ms since 1970. */
  at: number
  device: string | null
}

/**
 * Returns a notice of what a user has done. The acting device does not receive it.
 * @param encode returns the payload.
 * @param place where others follow, and which of them get it; the user's inbox, for their other devices, if absent.
 */
export function ownNotice(
  { app, actor }: Caller,
  user: string,
  ids: IdGenerator,
  encode: (act: OwnAct) => Uint8Array,
  place: Pick<NewEntry, 'log' | 'receiver'> & Partial<Pick<NewEntry, 'audience' | 'about'>> = {
    log: inboxLog(user),
    receiver: user,
  },
): NewEntry {
  const at = ids.clock.now()
  const device = actingDevice(actor)
  return newEntry({
    ...place,
    app: app.id,
    id: ids.next(at),
    time: at,
    kind: entryKind.notice,
    sender: user,
    senderDevice: device,
    echo: true,
    payload: encode({ at, device }),
  })
}
