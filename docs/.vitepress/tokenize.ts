/**
 * Splits text into search terms, for the index and for queries alike: words at white space and punctuation, and runs of Han characters, which
 * have no spaces between words, into overlapping pairs. A run of one character is a term itself, which finds pairs that begin with it.
 */
export function tokenize(text: string): string[] {
  const words = text.split(/[\s\p{P}\p{S}]+/u).filter((word) => word !== '')
  return words.flatMap((word) =>
    word.split(/(\p{Script=Han}+)/u).flatMap((part) => {
      if (part === '') return []
      const characters = /^\p{Script=Han}/u.test(part) ? [...part] : []
      if (characters.length < 2) return [part]
      return characters.slice(1).map((character, i) => `${characters[i]}${character}`)
    }),
  )
}
