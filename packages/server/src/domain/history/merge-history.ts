import type { Entry } from '../log/entry.ts'
import type { RoamedEntry, Slice } from './roaming-store.ts'

export interface MergedPage {
  /** In the requested order. */
  messages: readonly RoamedEntry[]
  /** Id of the entry after which to continue; null if nothing was found. */
  next: number | null
  isLast: boolean
}

/**
 * Merges two slices of a log, imported messages and live ones, into one page. Live messages stay in the order of their
 * positions. An imported message comes before the first entry up to which a greater id than its own has been issued.
 * This orders messages by time, and identically in both directions and on every page, even though nodes that write
 * concurrently do not issue ids in the order of positions. The id of any entry therefore works as a pagination cursor.
 * The page ends where the scan of either slice ended.
 * @param positionBefore of the log, see `RoamingStore`.
 */
export async function mergeHistory(
  past: Slice,
  live: Slice,
  { limit, descending }: { limit: number; descending: boolean },
  positionBefore: (id: number) => Promise<number>,
): Promise<MergedPage> {
  const messages: RoamedEntry[] = []
  const olds = placesOf(past)
  const news = placesOf(live)
  let [o, n] = [0, 0]
  let position: number | undefined
  while (messages.length < limit) {
    const old = olds[o]
    const fresh = news[n]
    if (old !== undefined && fresh !== undefined) position ??= await positionBefore(old.id)
    const isOld = fresh === undefined || (old !== undefined && position! < fresh.seq !== descending)
    const taken = isOld ? old : fresh
    if (taken === undefined) break
    const message = isOld ? past.messages[o++] : live.messages[n++]
    if (message === undefined) return { messages, next: taken.id, isLast: false }
    messages.push(message)
    if (isOld) position = undefined
  }
  const isLast = olds[o] === undefined && news[n] === undefined
  return { messages, next: messages.at(-1)?.id ?? null, isLast }
}

/** The messages, followed by the point where the scan ended, if it did. */
function placesOf({ messages, reached }: Slice): Pick<Entry, 'id' | 'seq'>[] {
  return reached === null ? messages : [...messages, reached]
}
