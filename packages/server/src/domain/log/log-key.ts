/** The log of a 1:1 conversation; the same for both sides. Names hold no `|` (user-name rule). */
export function pairLog(a: string, b: string): string {
  return a < b ? `p:${a}|${b}` : `p:${b}|${a}`
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
