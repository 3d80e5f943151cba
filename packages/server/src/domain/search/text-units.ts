/** A part of a text that search compares as a whole: a word, or a character of a script that does not separate words. */
export interface Unit {
  /** Folded: without case, accents and differences of width. */
  text: string
  /** Range in the original text, in UTF-16 code units. */
  start: number
  end: number
  /** A single character, with its marks, of a script without spaces between words, or of Korean; or an emoji. */
  isCharacter: boolean
}

const SCRIPTS = ['Han', 'Hira', 'Kana', 'Hang', 'Bopo', 'Thai', 'Laoo', 'Khmr', 'Mymr', 'Yiii', 'Tibt']
const CHARACTER = `[${SCRIPTS.map((script) => `\\p{sc=${script}}`).join('')}]`
/** Korean separates words, but appends particles to them. */
const UNIT = new RegExp(
  String.raw`(${CHARACTER}\p{M}*|\p{Emoji_Presentation})|[[\p{L}\p{N}\p{M}]--${CHARACTER}]+`,
  'gv',
)
/** Folding can bring it about: `⑴` becomes `(1)`. */
const PUNCTUATION = /[\0-/:-@[-`{-\x7f]/g
const PLAIN = /^[\0-\x7f]*$/
const ACCENTS = /[\u0300-\u036f]/g
const PLAIN_WORD = /[a-z0-9]+/g

/** Returns the units of a text in order; punctuation and spaces are none. */
export function unitsOf(text: string): Unit[] {
  return Array.from(text.matchAll(UNIT), (match) => ({
    text: folded(match[0]).replace(PUNCTUATION, ''),
    start: match.index,
    end: match.index + match[0].length,
    isCharacter: match[1] !== undefined,
  })).filter(({ text }) => text !== '')
}

/** The words of a text in ASCII, which are the texts of its units, found in a tenth of the time; undefined for other texts. */
export function plainWordsOf(text: string): readonly string[] | undefined {
  return PLAIN.test(text) ? (text.toLowerCase().match(PLAIN_WORD) ?? []) : undefined
}

/** Whether two consecutive units stand next to each other, so that they may form one word. */
export function touch(one: Unit, next: Unit | undefined): next is Unit {
  return next?.isCharacter === true && one.isCharacter && one.end === next.start
}

/** Removes what search ignores: case, accents, and differences of width. */
export function folded(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase()
  return text.normalize('NFKD').replace(ACCENTS, '').normalize('NFKC').toLowerCase()
}
