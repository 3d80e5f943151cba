/** Characters as people count code points: an emoji outside the basic plane is one, where `length` says two. */
export function characterCount(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
