/**
 * Keys of logs: a letter for the kind, and the owner of the log. Only this file knows the format, except for SQL,
 * which also tells kinds by the letter.
 */

export type LogKind = 'pair' | 'inbox' | 'group' | 'room'

const kinds: Readonly<Record<string, LogKind>> = { p: 'pair', u: 'inbox', g: 'group', r: 'room' }

/**
 * Log of a 1:1 conversation, the same for both sides. User names contain no `|` (user-name rule), but messages may go
 * to any receiver: such a name must not read as two.
 */
export function pairLog(a: string, b: string): string {
  const one = a.replaceAll('|', '%7C')
  const other = b.replaceAll('|', '%7C')
  return one < other ? `p:${one}|${other}` : `p:${other}|${one}`
}

/** Log of what is addressed to one user alone: receipts, contact requests, notices. */
export function inboxLog(user: string): string {
  return `u:${user}`
}

export function groupLog(group: string): string {
  return `g:${group}`
}

export function roomLog(room: string): string {
  return `r:${room}`
}

export function kindOf(log: string): LogKind {
  return kinds[log[0]!]!
}

/** Returns the owner of the log: the id of the group or room, or the name of the inbox's owner. */
export function idOf(log: string): string {
  return log.slice(2)
}

/**
 * Returns the users that the key names: both sides of a pair, the owner of an inbox; undefined for logs with
 * membership.
 */
export function usersOf(log: string): readonly string[] | undefined {
  switch (kindOf(log)) {
    case 'inbox':
      return [idOf(log)]
    case 'pair': {
      const [a, b] = sidesOf(log)
      return a === b ? [a] : [a, b]
    }
    default:
      return undefined
  }
}

/**
 * Returns whom a user talks to in a conversation: the other side of a pair, under its original name, or the id of the
 * group or room.
 */
export function peerOf(log: string, user: string): string {
  if (kindOf(log) !== 'pair') return idOf(log)
  const [a, b] = sidesOf(log)
  return (a === user ? b : a).replaceAll('%7C', '|')
}

function sidesOf(log: string): [string, string] {
  return idOf(log).split('|') as [string, string]
}
