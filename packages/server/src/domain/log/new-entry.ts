import type { NewEntry } from './entry.ts'
import { idOf, kindOf } from './log-key.ts'

/** Fields that every entry sets; the rest have defaults for the most common case. */
type Own = 'app' | 'log' | 'id' | 'time' | 'kind' | 'sender' | 'receiver' | 'payload'
type Rest = Omit<NewEntry, Own | 'expendable' | 'past'>

/** Fields of an entry that differ from the defaults. */
export type EntryWords = Pick<NewEntry, Own> & { [Field in keyof Rest]?: Rest[Field] | undefined }

/**
 * Returns an entry; by default from the server, without a content type, for all devices of all who follow the log
 * except the sender's. The owner of an inbox follows it from the first entry on.
 */
export function newEntry(words: EntryWords): NewEntry {
  const { log } = words
  // One literal with all fields in one order: entries are read everywhere and must share one hidden class.
  const entry: NewEntry = {
    app: words.app,
    log,
    id: words.id,
    time: words.time,
    kind: words.kind,
    contentType: words.contentType ?? 0,
    sender: words.sender,
    senderDevice: words.senderDevice ?? null,
    receiver: words.receiver,
    receiverDevice: words.receiverDevice ?? null,
    echo: words.echo ?? false,
    audience: words.audience ?? null,
    origin: words.origin ?? null,
    attributes: words.attributes ?? null,
    payload: words.payload,
    followers: words.followers ?? (kindOf(log) === 'inbox' ? [idOf(log)] : nobody),
  }
  if (words.about !== undefined) entry.about = words.about
  return entry
}

const nobody: readonly string[] = []
