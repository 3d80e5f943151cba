import { type Entry, entryKind } from './entry.ts'
import { kindOf } from './log-key.ts'

/** Whether an entry of a log that the user follows is meant for this device of the user. */
export function isVisible(entry: Entry, user: string, device: string): boolean {
  if (entry.kind === entryKind.recalled) return false
  if (entry.sender === user) {
    if (entry.senderDevice === device) return false
    if (entry.receiver !== user && !entry.echo) return false
  } else if (entry.audience !== null && !entry.audience.includes(user)) return false
  return entry.receiverDevice === null || entry.receiver !== user || entry.receiverDevice === device
}

/** Whether a device that misses the entry gets it later. False for unstored entries and for logs of rooms. */
export function isKept({ log, seq }: Entry): boolean {
  return seq !== 0 && kindOf(log) !== 'room'
}
