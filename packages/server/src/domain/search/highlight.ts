import type { Span } from './keyword.ts'

export interface HighlightOptions {
  /** Code points of a fragment. */
  size: number
  /** Most fragments per text; 0: the whole text. */
  count: number
  before: string
  after: string
}

/** Returns parts of a text around what matches, in order, with marks around the matches. */
export function highlight(text: string, spans: readonly Span[], options: HighlightOptions): string[] {
  const marks = merged(spans)
  if (options.count === 0) return [marked(text, { start: 0, end: text.length }, marks, options)]
  const fragments: string[] = []
  for (let i = 0; i < marks.length && fragments.length < options.count; ) {
    const fragment = around(text, marks[i]!, options.size)
    const inside: Span[] = []
    for (; i < marks.length && marks[i]!.start < fragment.end; i++)
      inside.push({ start: marks[i]!.start, end: Math.min(marks[i]!.end, fragment.end) })
    fragments.push(marked(text, fragment, inside, options))
  }
  return fragments
}

/** In order, with those joined that overlap or touch. */
function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = []
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1)
    if (last !== undefined && span.start <= last.end) last.end = Math.max(last.end, span.end)
    else result.push({ ...span })
  }
  return result
}

/** A part of the text with up to `size` code points, a quarter of what is left over in front of the span. */
function around(text: string, { start, end }: Span, size: number): Span {
  const lead = Math.floor(Math.max(size - codePoints(text.slice(start, end)), 0) / 4)
  let from = start
  for (let n = 0; n < lead && from > 0; n++) from -= from > 1 && isLow(text, from - 1) ? 2 : 1
  let to = from
  for (let n = 0; n < size && to < text.length; n++) to += isLow(text, to + 1) ? 2 : 1
  return { start: from, end: to }
}

function isLow(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff
}

function codePoints(text: string): number {
  return [...text].length
}

function marked(
  text: string,
  { start, end }: Span,
  marks: readonly Span[],
  options: HighlightOptions,
): string {
  let result = ''
  let at = start
  for (const mark of marks) {
    result += `${text.slice(at, mark.start)}${options.before}${text.slice(mark.start, mark.end)}${options.after}`
    at = mark.end
  }
  return result + text.slice(at, end)
}
