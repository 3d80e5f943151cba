import { ApiError, moderation as operations } from '@ringpost/contract'
import { historyRecord } from '@ringpost/protocol'
import type { ReportPage, Reports } from '../../domain/reports/reports.ts'
import type { App } from '../../domain/tenancy/app.ts'
import type { Users } from '../../domain/users/users.ts'
import { messageId } from '../message-id.ts'
import { cursorPage } from '../page-request.ts'
import { type Binding, bind } from '../request-context.ts'

const PAGE = { fallback: 10, most: 100 }

/** Messages that users report to the owner of the app (moderation.md §5). */
export function reportRoutes({ reports, users }: { reports: Reports; users: Users }): Binding[] {
  async function report(
    app: App,
    username: string,
    message: string,
    { reportType = '', reportReason = '' }: { reportType?: string; reportReason?: string },
  ) {
    const { name } = await users.get(app, username)
    const id = messageId(message)
    if (id === undefined) throw new ApiError('report.message_unknown')
    await reports.report(app, name, id, { type: reportType, reason: reportReason })
    return { reply: { result: 'ok' as const } }
  }

  return [
    bind(operations.reportMessage, ({ app, params, body }) =>
      report(app, params.username, params.message, body),
    ),

    bind(operations.reportMessageInBody, ({ app, params, body }) =>
      report(app, params.username, String(body.msg.msgId), body),
    ),

    bind(operations.reports, async ({ app, query }) => {
      const { limit } = cursorPage(query, PAGE)
      const page = await reports.list(app, limit, query.cursor)
      return { reply: page.reports.map(reportJson), further: { cursor: page.cursor ?? '' } }
    }),

    bind(operations.closeReport, async ({ app, params }) => {
      const id = messageId(params.report)
      if (id === undefined) throw new ApiError('report.unknown')
      await reports.close(app, id)
      return { reply: { result: 'ok' as const } }
    }),
  ]
}

function reportJson({ report, message }: ReportPage['reports'][number]) {
  return {
    id: String(report.id),
    msg_id: String(report.message),
    reporter: report.reporter,
    type: report.type,
    reason: report.reason,
    reported: report.at,
    message: message === undefined ? null : { ...historyRecord(message) },
  }
}
