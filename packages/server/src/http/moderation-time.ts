/** As the samples of moderation print times: with an offset instead of `Z`. */
export function moderationTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+00:00')
}
