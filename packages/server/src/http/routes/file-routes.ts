import type { IncomingHttpHeaders } from 'node:http'
import { files as operations } from '@ringpost/contract'
import type { Files } from '../../domain/files/files.ts'
import type { App } from '../../domain/tenancy/app.ts'
import type { Tokens } from '../../domain/tokens/tokens.ts'
import { fileJson } from '../file-json.ts'
import { fileReply } from '../file-reply.ts'
import { receiveFile } from '../receive-file.ts'
import { type Binding, bind } from '../request-context.ts'
import { first, isOn, uploadWishes } from '../upload-wishes.ts'

export function fileRoutes({ files, tokens }: { files: Files; tokens: Tokens }): Binding[] {
  return [
    bind(operations.uploadFile, async ({ app, caller, query, stream }) => {
      const { headers } = stream
      const { draft, fields } = await receiveFile(files, app, stream)
      const wishes = uploadWishes(headers, new Map([...Object.entries(query), ...fields]))
      const file = await files.keep(caller, draft, wishes)
      return { reply: [fileJson(file)] }
    }),

    bind(operations.downloadFile, async ({ app, params, query, stream, token, now }) => {
      const querySecret = nonEmpty(query['share-secret'])
      const secret = nonEmpty(first(stream.headers['share-secret'])) ?? querySecret
      const opened = await files.open(app, params.file, wanted(app, query, stream.headers), {
        secret,
        verifyToken: token === undefined ? undefined : () => tokens.verify(app, token),
      })
      const access = {
        isBare: !opened.file.restricted || querySecret !== undefined,
        isRedirectable: isOn(query['em-redirect']),
        now,
      }
      return { stream: await fileReply(files, opened, stream, access) }
    }),

    bind(operations.fileExists, async () => ({ reply: [{ exists: false as const }] })),

    bind(operations.setFileLifetime, async ({ caller, params, body }) => ({
      reply: Object.fromEntries(
        Array.from(
          await files.setLifetime(caller, params.username, body.lifetime, body.chatfile_ids),
          ([uuid, isDone]) => [uuid, isDone ? 'success' : 'failed'] as const,
        ),
      ),
    })),
  ]
}

/** `size` of a thumbnail; others are the picture as it was uploaded (sdk5.md §6.4). */
const SMALL = ['small', 'thumbnail']

function wanted(
  app: App,
  query: Readonly<Record<string, string>>,
  headers: IncomingHttpHeaders,
): 'file' | 'thumbnail' | 'frame' {
  if (isOn(query.vframe)) return 'frame'
  const header = first(headers.thumbnail)
  const byHeader = app.settings.thumbnailByPresence ? header !== undefined : isOn(header)
  const isSmall = SMALL.includes(query.size ?? '')
  return byHeader || isSmall || isOn(query.thumbnail) ? 'thumbnail' : 'file'
}

/** Clients without a secret send these words (sdk-rest-calls.md §5.2). */
function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || ['', 'undefined', 'null'].includes(text.trim()) ? undefined : text.trim()
}
