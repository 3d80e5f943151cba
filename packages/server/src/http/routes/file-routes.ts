import type { IncomingHttpHeaders } from 'node:http'
import { ApiError, files as operations } from '@ringpost/contract'
import type { FileLink, Files, OpenedFile } from '../../domain/files/files.ts'
import type { Box, StoredFile } from '../../domain/files/stored-file.ts'
import type { App } from '../../domain/tenancy/app.ts'
import type { Tokens } from '../../domain/tokens/tokens.ts'
import { parseRange } from '../byte-range.ts'
import { fileHeaders, isNotModified, isSameForRange, labelsOf } from '../file-headers.ts'
import { type Binding, bind, type ReplyStream, type RequestStream } from '../request-context.ts'
import { FORM_BYTES, readUploadForm } from '../upload-form.ts'

/** Sides of thumbnails that may be asked for, in pixels. */
const LONGEST_SIDE = 2000

export function fileRoutes({ files, tokens }: { files: Files; tokens: Tokens }): Binding[] {
  return [
    bind(operations.uploadFile, async ({ app, actor, stream }) => {
      const { headers } = stream
      const limit = app.settings.fileBytes + FORM_BYTES
      if (Number(headers['content-length'] ?? 0) > limit) throw new ApiError('file.too_large')
      const form = await readUploadForm(stream.body(), headers['content-type'], limit, (part) =>
        files.receive(app, part),
      )
      const draft = form.file
      // A form whose file was never chosen has a part without name and bytes.
      if (draft === undefined || (draft.name === null && draft.staged.size === 0)) {
        await draft?.discard()
        throw new ApiError('file.missing')
      }
      const restricted = isOn(first(headers['restrict-access']), 'unless false')
      const file = await files.keep(app, actor, draft, { restricted, box: askedBox(headers, form.fields) })
      return { reply: [fileJson(file)] }
    }),

    bind(operations.downloadFile, async ({ app, params, query, stream, token }) => {
      const querySecret = nonEmpty(query['share-secret'])
      const secret = nonEmpty(first(stream.headers['share-secret'])) ?? querySecret
      const opened = await files.open(app, params.file!, wanted(app, query, stream.headers), {
        secret,
        verifyToken: token === undefined ? undefined : () => tokens.verify(app, token),
      })
      const access = {
        isBare: !opened.file.restricted || querySecret !== undefined,
        isRedirectable: isOn(query['em-redirect']),
      }
      return { stream: await answer(files, opened, stream, access) }
    }),

    bind(operations.setFileLifetime, async ({ app, actor, params, body }) => ({
      reply: Object.fromEntries(
        Array.from(
          await files.setLifetime(app, actor, params.username!, body.lifetime, body.chatfile_ids),
          ([uuid, isDone]) => [uuid, isDone ? 'success' : 'failed'] as const,
        ),
      ),
    })),
  ]
}

/**
 * @param access.isBare whether the URL alone opens the file, so that a cache may answer it.
 * @param access.isRedirectable whether the client would as well fetch the bytes elsewhere.
 */
async function answer(
  files: Files,
  opened: OpenedFile,
  { method, headers }: RequestStream,
  access: { isBare: boolean; isRedirectable: boolean },
): Promise<ReplyStream> {
  const common = fileHeaders(opened, access)
  if (isNotModified(opened, headers)) return { status: 304, headers: common, body: undefined }
  const range = isSameForRange(opened, headers) ? parseRange(headers.range, opened.size) : undefined
  if (range === 'unsatisfiable') {
    const contentRange = `bytes */${opened.size}`
    return { status: 416, headers: { 'content-range': contentRange, 'content-length': 0 }, body: undefined }
  }
  // A link is signed for GET; whoever asks with HEAD wants to know what is known here.
  const link =
    access.isRedirectable && method === 'GET' ? await files.link(opened, labelsOf(common)) : undefined
  if (link !== undefined) return redirect(link, access.isBare)
  const length = range === undefined ? opened.size : range.last - range.first + 1
  const contentRange = range && `bytes ${range.first}-${range.last}/${opened.size}`
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      ...common,
      'content-length': length,
      ...(contentRange !== undefined && { 'content-range': contentRange }),
    },
    body: method === 'HEAD' ? undefined : await files.read(opened, range),
  }
}

/** While a cached redirect is followed, the link in it has at least half of its life before it. */
function redirect({ url, seconds }: FileLink, isBare: boolean): ReplyStream {
  return {
    status: 302,
    headers: {
      location: url,
      'content-length': 0,
      'cache-control': isBare ? `private, max-age=${Math.floor(seconds / 2)}` : 'private, no-store',
      'cross-origin-resource-policy': 'cross-origin',
    },
    body: undefined,
  }
}

/** The entity of an upload; `file-metadata` is from 2014 and still read by the web SDK (rest-messages-users.md §8 X1). */
function fileJson(file: StoredFile) {
  return {
    uuid: file.uuid,
    type: 'chatfile' as const,
    created: file.createdAt,
    modified: file.createdAt,
    'file-metadata': {
      'content-type': file.type,
      'content-length': file.size,
      'last-modified': file.createdAt,
    },
    'share-secret': file.secret,
  }
}

function wanted(
  app: App,
  query: Readonly<Record<string, string>>,
  headers: IncomingHttpHeaders,
): 'file' | 'thumbnail' | 'frame' {
  if (isOn(query.vframe)) return 'frame'
  const header = first(headers.thumbnail)
  const byHeader = app.settings.thumbnailByPresence ? header !== undefined : isOn(header)
  return byHeader || isOn(query.thumbnail) ? 'thumbnail' : 'file'
}

/** Documented as headers (2026) and as form fields (2023), which the web SDK sends after the file. */
function askedBox(headers: IncomingHttpHeaders, fields: ReadonlyMap<string, string>): Box | null {
  const width = side(first(headers['thumbnail-width']) ?? fields.get('thumbnail-width'))
  const height = side(first(headers['thumbnail-height']) ?? fields.get('thumbnail-height'))
  if (width === undefined && height === undefined) return null
  return { ...(width !== undefined && { width }), ...(height !== undefined && { height }) }
}

function side(text: string | undefined): number | undefined {
  const pixels = Math.round(Number(text))
  return pixels >= 1 ? Math.min(pixels, LONGEST_SIDE) : undefined
}

/**
 * A boolean of a header or query (rest-messages-users.md §17 "thumbnail/restrict headers"). Of values that are neither,
 * `restrict-access` takes the safe side: it restricts.
 */
function isOn(text: string | undefined, doubt?: 'unless false'): boolean {
  if (text === undefined) return false
  const value = text.trim().toLowerCase()
  return doubt === undefined ? value === 'true' || value === '1' : !['false', '0', 'no'].includes(value)
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}

/** Clients that have no secret send these words (sdk-rest-calls.md §5.2). */
function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || ['', 'undefined', 'null'].includes(text.trim()) ? undefined : text.trim()
}
