/** A request as written in a curl line of the documents. */
export interface CurlRequest {
  method: string
  /** Path below the app, with query. */
  path: string
  headers: Record<string, string>
  body: string | undefined
  /** Path of a file that `-F file=@…` uploads. */
  upload: string | undefined
}

/** Parses the options that the documents use: -X, -H, -d, -F, -i, -o; quotes are single or double. */
export function parseCurl(line: string): CurlRequest {
  const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3]!,
  )
  const request: CurlRequest = { method: 'GET', path: '', headers: {}, body: undefined, upload: undefined }
  for (let i = 1; i < words.length; i++) {
    const word = words[i]!
    if (word === '-X') request.method = words[++i]!
    else if (word === '-d') request.body = words[++i]!
    else if (word === '-F') request.upload = words[++i]!.replace(/^file=@/, '')
    else if (word === '-o') i++
    else if (word === '-H') {
      const [name = '', value = ''] = words[++i]!.split(/:(.*)/s)
      // The client chooses the boundary.
      if (name.toLowerCase() !== 'content-type' || !value.includes('multipart'))
        request.headers[name.toLowerCase()] = value.trim()
    } else if (/^https?:/.test(word)) request.path = word.replace(/^https?:\/\/[^/]+\/[^/]+\/[^/]+/, '')
  }
  return request
}
