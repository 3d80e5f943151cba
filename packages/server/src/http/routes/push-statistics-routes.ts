import { ApiError, push as operations } from '@ringpost/contract'
import { pushServices } from '../../domain/push/push-certificate.ts'
import type { PushStatistics } from '../../domain/push/push-statistics.ts'
import { type Binding, bind } from '../request-context.ts'

/** How many notifications push services have taken (push.md §7.2). */
export function pushStatisticsRoutes({ pushStatistics }: { pushStatistics: PushStatistics }): Binding[] {
  return [
    bind(operations.pushStatistics, async ({ app, params, query }) => {
      const { platform = 'ALL' } = query
      const service = pushServices.find((each) => each === platform)
      if (service === undefined && platform !== 'ALL') throw illegal('platform')
      const days = { from: dayIn('begin', params.begin), to: dayIn('end', params.end) }
      return { reply: { status: 'OK' as const, data: await pushStatistics.between(app, days, service) } }
    }),
  ]
}

function dayIn(field: string, text: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
  if (!isDay) throw illegal(field)
  return text
}

function illegal(field: string): ApiError {
  return new ApiError('notification.parameter_illegal', { field })
}
