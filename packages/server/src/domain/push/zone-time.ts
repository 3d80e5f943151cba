import { LruCache } from '../../kernel/lru-cache.ts'

const formats = new LruCache<string, Intl.DateTimeFormat>(100)

/** A moment as the clocks of a time zone show it. @param ms since 1970. */
export function zoneTime(ms: number, zone: string): { day: string; minutes: number } {
  let format = formats.get(zone)
  if (format === undefined) {
    const two = '2-digit'
    format = new Intl.DateTimeFormat('en-CA', {
      ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: two, day: two, hour: two, minute: two },
    })
    formats.set(zone, format)
  }
  const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]))
  return {
    day: `${part.year}-${part.month}-${part.day}`,
    minutes: Number(part.hour) * 60 + Number(part.minute),
  }
}
