/**
 * The log of a 1:1 conversation; the same for both sides. Names of users hold no `|` (user-name rule), but messages are
 * taken for any receiver: such a name must not read as two.
 */
export function pairLog(a: string, b: string): string {
  const [first, second] = [a, b].map((name) => name.replaceAll('|', '%7C')).sort() as [string, string]
  return `p:${first}|${second}`
}

/** What is addressed to one user alone: receipts, contact requests, notices. */
export function inboxLog(user: string): string {
  return `u:${user}`
}

export function groupLog(group: string): string {
  return `g:${group}`
}

export function roomLog(room: string): string {
  return `r:${room}`
}
