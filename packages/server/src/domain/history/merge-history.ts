import type { Entry } from '../log/entry.ts'
import type { Slice } from './roaming-store.ts'

export interface MergedPage {
  /** In the order that was asked for. */
  messages: Entry[]
  /** Id of the entry behind which to go on; null when nothing was found. */
  next: number | null
  isLast: boolean
}

/**
 * The page that two slices of a log make, of messages of the past and of those sent here. What was sent here stays in the order of
 * its positions. A message of the past stands in front of the first entry up to which an id greater than its own was given out:
 * by time, and the same in both directions and on every page, though nodes that write at once do not give out ids in the order of
 * the positions. So the id of any entry says where to go on.
 * The page ends where one of the slices was looked at no further.
 * @param positionBefore of the log, see `RoamingStore`.
 */
export async function mergeHistory(
  past: Slice,
  live: Slice,
  { limit, descending }: { limit: number; descending: boolean },
  positionBefore: (id: number) => Promise<number>,
): Promise<MergedPage> {
  const messages: Entry[] = []
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

/** Of the messages, and behind them where the unknown begins. */
function placesOf({ messages, reached }: Slice): Pick<Entry, 'id' | 'seq'>[] {
  return reached === null ? messages : [...messages, reached]
}
