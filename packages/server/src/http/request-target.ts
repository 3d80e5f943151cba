/** Parameters that select a subset of the results, and so must not be ignored, whatever their value. */
export const SELECTING: readonly string[] = ['ql', 'filter']

const NO_QUERY: Readonly<Record<string, string>> = Object.freeze(Object.create(null))

/** The parsed target of a request line, which is not trusted. */
export interface RequestTarget {
  /** Path with runs of slashes collapsed, still percent-encoded, without a trailing slash. */
  path: string
  query: Readonly<Record<string, string>>
}

/**
 * Splits a raw request target. Tolerates doubled slashes (client-quirks.md Q11), `?&a=1`, `&&`, unencoded `>`, `*` and
 * spaces (Q12, Q13), and drops a raw `#…` (Q14). Keeps the empty segment of `presence//1`, which has a meaning (Q27).
 */
export function parseTarget(raw: string): RequestTarget {
  const hash = raw.indexOf('#')
  const target = hash < 0 ? raw : raw.slice(0, hash)
  const mark = target.indexOf('?')
  let path = mark < 0 ? target : target.slice(0, mark)
  if (path.startsWith('http://') || path.startsWith('https://')) path = path.replace(/^https?:\/\/[^/]*/, '')
  if (path.includes('//')) path = path.replace(/\/{2,}/g, collapse)
  if (path.length > 1 && path.endsWith('/')) path = path.slice(0, -1)
  return { path: path === '' ? '/' : path, query: mark < 0 ? NO_QUERY : parseQuery(target.slice(mark + 1)) }
}

function collapse(run: string, offset: number, path: string): string {
  return path.endsWith('/presence', offset) && /^\d+$/.test(path.slice(offset + run.length)) ? '/-/' : '/'
}

function parseQuery(text: string): Record<string, string> {
  const query: Record<string, string> = Object.create(null)
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decode(equals < 0 ? pair : pair.slice(0, equals))
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1))
    if ((value === 'undefined' || value === 'null') && !SELECTING.includes(name.toLowerCase())) continue
    query[name] ??= value
  }
  return query
}

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}
