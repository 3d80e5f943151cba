/** The hour named by a `yyyyMMddHH`, in ms since 1970: `start <= t < end`. */
export interface ExportHour {
  start: number
  end: number
}

const HOUR_MS = 3600 * 1000
const DAY_MS = 24 * HOUR_MS
const OFFSET = /^([+-])(0\d|1[0-4]):([0-5]\d)$/

/**
 * Returns the interval that an hour on the wall clock of a zone denotes. An hour that the clock repeats in autumn spans
 * both hours; one that it skips in spring is empty.
 * @param time `yyyyMMddHH`.
 * @param zone `UTC`, an offset like `+08:00`, or an IANA name; see {@link isTimeZone}.
 * @returns undefined if the text is not an hour of the calendar.
 */
export function exportHour(time: string, zone: string): ExportHour | undefined {
  const [, year, month, day, hour] = /^(\d{4})(\d{2})(\d{2})(\d{2})$/.exec(time) ?? []
  if (year === undefined) return undefined
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour))
  const isReal = new Date(local).toISOString().replace(/\D/g, '').slice(0, 10) === time
  if (!isReal || Number(year) < 1970) return undefined
  return { start: instant(local, zone), end: instant(local + HOUR_MS, zone) }
}

/** Whether a zone is valid for {@link exportHour}. */
export function isTimeZone(zone: string): boolean {
  if (OFFSET.test(zone)) return true
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/**
 * The first instant at which the clock of the zone shows `local`, a time written as if it were UTC, or has skipped it.
 */
function instant(local: number, zone: string): number {
  const shows = (at: number) => at + offset(at, zone)
  const candidates = [local - DAY_MS, local + DAY_MS].map((near) => local - offset(near, zone))
  const shown = candidates.filter((at) => shows(at) === local)
  if (shown.length > 0) return Math.min(...shown)
  let before = Math.min(...candidates) - 1
  let after = Math.max(...candidates)
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (shows(middle) < local) before = middle
    else after = middle
  }
  return after
}

/** How far the clock of the zone is ahead of UTC at a given instant, in ms. */
function offset(at: number, zone: string): number {
  const [, sign, hours, minutes] = OFFSET.exec(zone) ?? []
  if (sign !== undefined) return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const { year, month, day, hour, minute, second } = parts as Record<string, number>
  return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) - Math.floor(at / 1000) * 1000
}
