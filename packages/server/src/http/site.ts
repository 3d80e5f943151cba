import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { extname, join, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Mount } from './api-server.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

/** The pages run only scripts of their own and ask nobody else for anything. Styles of highlighted code are attributes. */
const safety: OutgoingHttpHeaders = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

interface SiteFile {
  path: string
  type: string
  caching: string
}

/**
 * A folder of static files below a path. It serves what the folder held when it was opened and nothing else, so that no path can lead out of
 * it; files are streamed. A path that it does not know is left to others, unless it ends with `.html`.
 */
export class Site implements Mount {
  readonly #base: string
  readonly #files: ReadonlyMap<string, SiteFile>
  /** Indexes of folders, by the path of the folder without its slash. */
  readonly #folders: ReadonlyMap<string, SiteFile>

  private constructor(base: string, files: ReadonlyMap<string, SiteFile>) {
    this.#base = base
    this.#files = files
    const indexes = [...files].filter(([path]) => path.endsWith('/index.html'))
    this.#folders = new Map(indexes.map(([path, file]) => [path.slice(0, -'/index.html'.length), file]))
  }

  /**
   * @param base path below which the files are served, without a slash at its end.
   * @returns undefined if the folder has no index.html.
   */
  static async open(folder: string, base: string): Promise<Site | undefined> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
    const files = new Map<string, SiteFile>()
    for (const entry of entries) {
      if (!entry.isFile()) continue
      const path = join(entry.parentPath, entry.name)
      const name = path.slice(join(folder, sep).length).replaceAll(sep, '/')
      // Names in assets/ contain a hash of the content.
      const caching = name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
      const type = types[extname(name)] ?? 'text/plain; charset=utf-8'
      files.set(`${base}/${name}`, { path, type, caching })
    }
    return files.has(`${base}/index.html`) ? new Site(base, files) : undefined
  }

  /** @param path without a slash at its end. */
  matches(path: string): boolean {
    const isPage = path.startsWith(`${this.#base}/`) && path.endsWith('.html')
    return isPage || this.#files.has(path) || this.#folders.has(path)
  }

  async handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    request.resume()
    const { method, url = '' } = request
    const index = this.#folders.get(path)
    if (method !== 'GET' && method !== 'HEAD')
      response.writeHead(405, { allow: 'GET, HEAD', 'content-length': 0 }).end()
    else if (index !== undefined && !url.replace(/[?#].*$/s, '').endsWith('/'))
      response.writeHead(308, { location: `${path}/`, 'content-length': 0 }).end()
    else {
      const file = index ?? this.#files.get(path)
      const missing = this.#files.get(`${this.#base}/404.html`)
      if (file !== undefined) await send(request, response, file, 200)
      else if (missing !== undefined) await send(request, response, missing, 404)
      else response.writeHead(404, { 'content-length': 0 }).end()
    }
  }
}

async function send(
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  { path, type, caching }: SiteFile,
  status: number,
): Promise<void> {
  const { size, mtimeMs } = await stat(path)
  const etag = `"${size.toString(36)}-${Math.trunc(mtimeMs).toString(36)}"`
  const common = { ...safety, etag, 'cache-control': caching }
  if (status === 200 && headers['if-none-match'] === etag) {
    response.writeHead(304, common).end()
    return
  }
  response.writeHead(status, { ...common, 'content-type': type, 'content-length': size })
  if (method === 'HEAD') response.end()
  // A reader who goes away ends the connection, and so does a file that changes meanwhile.
  else await pipeline(createReadStream(path), response).catch(() => response.destroy())
}
