import { history as operations } from '@ringpost/contract'
import type { HistoryFiles, OpenedHistory } from '../../domain/history/history-files.ts'
import { parseRange } from '../byte-range.ts'
import { type Binding, bind, type ReplyStream, type RequestStream } from '../request-context.ts'

export function historyRoutes({ historyFiles }: { historyFiles: HistoryFiles }): Binding[] {
  return [
    bind(operations.historyFile, async ({ app, params, origin }) => {
      const link = await historyFiles.link(app, params.time)
      if ('url' in link) return { reply: [link] }
      const query = new URLSearchParams({ ...link.proof })
      return { reply: [{ url: `${origin}/${app.org}/${app.name}/chatmessages/files/${link.file}?${query}` }] }
    }),

    bind(operations.downloadHistory, async ({ app, params, query, stream }) => {
      const file = params.file
      return { stream: await answer(file, await historyFiles.open(app, file, query), stream) }
    }),
  ]
}

async function answer(
  file: string,
  opened: OpenedHistory,
  { method, headers }: RequestStream,
): Promise<ReplyStream> {
  const { size } = opened
  const range = parseRange(headers.range, size)
  if (method === 'HEAD' || range === 'unsatisfiable') await opened.close()
  if (range === 'unsatisfiable')
    return {
      status: 416,
      headers: { 'content-range': `bytes */${size}`, 'content-length': 0 },
      body: undefined,
    }
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      'content-type': 'application/gzip',
      'content-disposition': `attachment; filename="${file}"`,
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-store',
      'content-length': range === undefined ? size : range.last - range.first + 1,
      ...(range && { 'content-range': `bytes ${range.first}-${range.last}/${size}` }),
    },
    body: method === 'HEAD' ? undefined : await opened.read(range),
  }
}
