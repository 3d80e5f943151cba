/** Names or ids that stand in one path segment, separated by commas (client-quirks.md Q19). */
export function nameList(segment: string): string[] {
  return segment
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}
