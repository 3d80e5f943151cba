/** Code units looked at: no service takes more. */
const LONGEST = 8192

const segmenter = new Intl.Segmenter()

/**
 * The text, or its longest beginning that fits, with an ellipsis. What people see as one character is never split.
 * @param fits whether a text fits; if one does, every shorter one does. What does not fit even when empty comes back empty.
 */
export function fittingText(text: string, fits: (text: string) => boolean): string {
  const whole = text.toWellFormed()
  if (fits(whole)) return whole
  const characters = Array.from(segmenter.segment(whole.slice(0, LONGEST)), ({ segment }) => segment)
  // The cut may have split the last one.
  if (whole.length > LONGEST) characters.pop()
  const begin = (count: number) => `${characters.slice(0, count).join('')}…`
  let least = 0
  let most = characters.length
  while (least < most) {
    const middle = Math.ceil((least + most) / 2)
    if (fits(begin(middle))) least = middle
    else most = middle - 1
  }
  return least > 0 ? begin(least) : ''
}

/** Shortens to a number of characters, as services count them: code points. */
export function withinCharacters(text: string, most: number): string {
  return fittingText(text, (each) => [...each].length <= most)
}

/** Shortens to a width: characters outside ASCII count two (vivo, and the limits of instant push). */
export function withinWidth(text: string, most: number): string {
  return fittingText(text, (each) => textWidth(each) <= most)
}

function textWidth(text: string): number {
  let width = 0
  for (const character of text) width += character.codePointAt(0)! < 128 ? 1 : 2
  return width
}

/**
 * Shortens the body until what is built from it takes no more than a number of bytes as JSON.
 * @returns undefined if even no body is short enough.
 */
export function builtWithin<Built>(
  body: string,
  build: (body: string) => Built,
  most: number,
): Built | undefined {
  const fits = (text: string) => Buffer.byteLength(JSON.stringify(build(text))) <= most
  const built = build(fittingText(body, fits))
  return Buffer.byteLength(JSON.stringify(built)) <= most ? built : undefined
}
