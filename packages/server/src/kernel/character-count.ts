/** Counts code points, as people count characters: an emoji outside the basic plane is one, although its `length` is two. */
export function characterCount(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
