/** Words up to this length have no others that are near them (search-streams-translation.md §1.4). */
const SHORT = 4
/** Nor have longer ones: these are no words that people misspell, and have thousands. */
const LONG = 32

const alphabets = [
  'abcdefghijklmnopqrstuvwxyz0123456789',
  'абвгдежзийклмнопрстуфхцчшщъыьэюя',
  'αβγδεζηθικλμνξοπρσςτυφχψω',
]

/** Returns a word and all others that one insertion, deletion, replacement or swap of neighbours makes of it. */
export function nearWords(word: string): string[] {
  const letters = [...word]
  if (letters.length <= SHORT || letters.length > LONG) return [word]
  const alphabet = new Set([
    ...alphabets.filter((each) => letters.some((one) => each.includes(one))).join(''),
    ...word,
  ])
  const words = new Set([word])
  for (let i = 0; i <= letters.length; i++) {
    const head = letters.slice(0, i).join('')
    const tail = letters.slice(i).join('')
    const rest = letters.slice(i + 1).join('')
    for (const letter of alphabet) {
      words.add(head + letter + tail)
      if (i < letters.length) words.add(head + letter + rest)
    }
    if (i < letters.length) words.add(head + rest)
    if (i + 1 < letters.length) words.add(head + letters[i + 1] + letters[i] + letters.slice(i + 2).join(''))
  }
  return [...words]
}
