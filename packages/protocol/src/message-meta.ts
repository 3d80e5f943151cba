/** What a client writes there is its own affair: anything but an object counts as nothing. */
export function metaOf(text: string | null): Record<string, unknown> {
  try {
    const meta: unknown = JSON.parse(text ?? '{}')
    return typeof meta === 'object' && meta !== null ? (meta as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
