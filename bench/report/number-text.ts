import type { Spread } from '../harness/statistics.ts'

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** Three significant digits: `12,345`, `123`, `12.3`, `1.23`, `0.123`. */
export function numberText(value: number): string {
  const size = Math.abs(value)
  if (size >= 100) return whole.format(value)
  if (size >= 10) return value.toFixed(1)
  return size >= 1 ? value.toFixed(2) : value.toFixed(3)
}

/** `median (least–most)`, or the number alone if there is only one. */
export function spreadText({ median, least, most }: Spread): string {
  return least === most
    ? numberText(median)
    : `${numberText(median)} (${numberText(least)}–${numberText(most)})`
}
