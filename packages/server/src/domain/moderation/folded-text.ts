/** A text as it is compared: without differences of case, width and form (NFKC), and without invisible characters. */
export interface FoldedText {
  text: string
  /** Returns the part of the original that a part of the folded text comes from. Positions are in UTF-16 units. */
  source(start: number, end: number): { start: number; end: number }
}

const PLAIN = /^[\x20-\x7e\s]*$/
/** A character with the marks that are combined with it: they must be folded together. */
const CHARACTER = /\P{M}\p{M}*|\p{M}+/gsu
/** Zero-width spaces and joiners, soft hyphens, marks of direction: written into words to hide them. */
const INVISIBLE = /\p{Cf}/gu

export function foldedText(original: string): FoldedText {
  if (PLAIN.test(original)) return { text: original.toLowerCase(), source: (start, end) => ({ start, end }) }
  let text = ''
  const starts: number[] = []
  const ends: number[] = []
  for (const { 0: character, index } of original.matchAll(CHARACTER)) {
    const folded = character.replace(INVISIBLE, '').normalize('NFKC').toLowerCase()
    text += folded
    for (let i = 0; i < folded.length; i++) {
      starts.push(index)
      ends.push(index + character.length)
    }
  }
  return { text, source: (start, end) => ({ start: starts[start]!, end: ends[end - 1]! }) }
}
