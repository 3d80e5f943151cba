import { ApiError, moderation as operations } from '@ringpost/contract'
import {
  type ExportWish,
  expiryOf,
  type ModerationExports,
} from '../../domain/moderation/moderation-exports.ts'
import type { ModerationExport } from '../../domain/moderation/moderation-record-store.ts'
import { idTime } from '../../kernel/id-generator.ts'
import { moderationTime } from '../moderation-time.ts'
import { pageOf } from '../page-of.ts'
import { type Binding, bind } from '../request-context.ts'

/** Files of what lists of words have hit (moderation.md §6). */
export function moderationExportRoutes({
  moderationExports,
}: {
  moderationExports: ModerationExports
}): Binding[] {
  return [
    bind(operations.exportModeration, async ({ app, body }) => {
      const { uuid } = await moderationExports.create(app, wishOf(body))
      return { reply: { entity: { uuid } } }
    }),

    bind(operations.moderationExports, async ({ app, query: { uuid, ...page } }) => {
      const made = await moderationExports.list(app)
      const wanted = made.filter((each) => uuid === undefined || each.uuid === uuid)
      const { items, ...facts } = pageOf(wanted, page)
      return { reply: { entities: items.map(exportJson), ...facts } }
    }),

    bind(operations.moderationFile, async ({ app, params, query: { type = 'record' }, stream }) => {
      if (type !== 'record') throw new ApiError('moderation.param_empty')
      const lines = await moderationExports.open(app, params.export)
      const headers = {
        'content-type': 'text/plain; charset=utf-8',
        'content-disposition': `attachment; filename="${fileName(params.export)}"`,
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-store',
      }
      return { stream: { status: 200, headers, body: stream.method === 'HEAD' ? undefined : lines } }
    }),
  ]
}

/** What the body names: null stands for nothing. */
function wishOf(body: { [Field in keyof ExportWish]?: ExportWish[Field] | null }): ExportWish {
  const { dateFrom, dateTo, targetType, msgType, moderationResult, providerResult } = body
  return {
    dateFrom: dateFrom ?? undefined,
    dateTo: dateTo ?? undefined,
    targetType: targetType ?? undefined,
    msgType: msgType ?? undefined,
    moderationResult: moderationResult ?? undefined,
    providerResult: providerResult ?? undefined,
  }
}

function fileName(uuid: string): string {
  return `record-${uuid}.jsonl`
}

function exportJson(made: ModerationExport) {
  const { id, uuid, condition, size } = made
  const createdAt = moderationTime(idTime(id))
  return {
    id: String(id),
    uuid,
    fileName: fileName(uuid),
    status: 'DONE' as const,
    cond: condition,
    detail: '',
    size,
    expiredAt: moderationTime(expiryOf(made)),
    createdAt,
    updatedAt: createdAt,
  }
}
