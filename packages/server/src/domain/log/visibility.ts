import { type Entry, entryKind } from './entry.ts'

/** Whether an entry of a log that the user follows is meant for this device of the user. */
export function isVisible(entry: Entry, user: string, device: string): boolean {
  if (entry.kind === entryKind.recalled) return false
  if (entry.sender === user) {
    if (entry.senderDevice === device) return false
    if (entry.receiver !== user && !entry.echo) return false
  } else if (entry.audience !== null && !entry.audience.includes(user)) return false
  return entry.receiverDevice === null || entry.receiver !== user || entry.receiverDevice === device
}

/** Whether a device that misses the entry gets it later. Not so what is never stored, and what stands in the log of a room. */
export function isKept({ log, seq }: Entry): boolean {
  return seq !== 0 && !log.startsWith('r:')
}

/** The users of a log whose key names them: both sides of a pair, the owner of an inbox; undefined for logs with membership. */
export function usersOfLog(log: string): readonly string[] | undefined {
  const names = log.slice(2)
  if (log.startsWith('u:')) return [names]
  if (!log.startsWith('p:')) return undefined
  const [a, b] = names.split('|') as [string, string]
  return a === b ? [a] : [a, b]
}
