import type { Results } from '../harness/results.ts'
import { numberText } from './number-text.ts'
import { type Target, targets } from './targets.ts'

const WIDTH = 900
const ROW = 30
const TOP = 46
/** Where the bars begin, and how far they may extend. */
const LEFT = 470
const RIGHT = WIDTH - 70
const REACH = 8

/**
 * Every target as a bar on a logarithmic scale: by what factor it beats the required value. The line is the requirement, the tick
 * the aim.
 */
export function targetChart(results: Results): string {
  const rows = targets.flatMap((target) => {
    const found = target.find(results)
    return found === undefined ? [] : [{ target, reached: found.median }]
  })
  const height = TOP + rows.length * ROW + 16
  const bars = rows.map(({ target, reached }, i) => {
    const y = TOP + i * ROW
    const end = placeOf(factor(target, reached))
    const zero = placeOf(1)
    const aim = placeOf(factor(target, target.aim))
    const colour = end >= aim ? '#2f855a' : end >= zero ? '#6aa84f' : '#c0504d'
    const [from, to] = end >= zero ? [zero, end] : [end, zero]
    return `<text x="${LEFT - 90}" y="${y + 14}" text-anchor="end">${escaped(shortened(target.what))}</text>
<rect x="${from}" y="${y + 2}" width="${Math.max(1, to - from)}" height="16" fill="${colour}"/>
<line x1="${aim}" x2="${aim}" y1="${y}" y2="${y + 20}" stroke="#333" stroke-dasharray="2 2"/>
<text x="${(end >= zero ? to : zero) + 6}" y="${y + 14}" font-weight="bold">${numberText(reached)}${target.unit}</text>`
  })
  const line = placeOf(1)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="12" fill="#222"><title>What was promised and what was reached</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="${line}" y="20" text-anchor="middle">must (solid) and aim (dashed); right is better, logarithmic</text>
<line x1="${line}" x2="${line}" y1="30" y2="${height - 10}" stroke="#333"/>
${bars.join('\n')}
</svg>
`
}

function factor({ must, better }: Target, value: number): number {
  return better === 'higher' ? value / must : must / value
}

/** 1 is in the middle of the space for bars. */
function placeOf(times: number): number {
  const middle = (LEFT + RIGHT) / 2
  const share = Math.log(times) / Math.log(REACH)
  return Math.round(middle + Math.max(-1, Math.min(1, share)) * (RIGHT - middle))
}

function shortened(text: string): string {
  return text.length > 62 ? `${text.slice(0, 60)}…` : text
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
