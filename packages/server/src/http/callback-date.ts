/** Times as the vendor's calls about stored callbacks have them: `yyyyMMddHHmm`, UTC (webhooks.md §6). */
export function callbackDate(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-T:]/g, '').slice(0, 12)
}

/** @returns ms since 1970; undefined if it is no such time. */
export function callbackTime(date: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(date)
  if (match === null) return undefined
  const [, year, month, day, hour, minute] = match
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`)
  return Number.isNaN(ms) ? undefined : ms
}
