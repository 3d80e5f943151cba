import type { NewEntry } from './entry.ts'
import { idOf, kindOf } from './log-key.ts'

/** What every entry says by itself; the rest stands for what is most common. */
type Own = 'app' | 'log' | 'id' | 'time' | 'kind' | 'sender' | 'receiver' | 'payload'
type Rest = Omit<NewEntry, Own | 'expendable' | 'past'>

/** What an entry says that is not the usual. */
export type EntryWords = Pick<NewEntry, Own> & { [Field in keyof Rest]?: Rest[Field] | undefined }

/**
 * An entry from the server, without content type, for all devices of all who follow the log but the sender's. The owner of an
 * inbox follows it from the first entry on.
 */
export function newEntry(words: EntryWords): NewEntry {
  const { log } = words
  // One literal with all fields in one order: entries are read everywhere, and all have one shape.
  return {
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
}

const nobody: readonly string[] = []
