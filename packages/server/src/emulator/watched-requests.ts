import type { App } from '../domain/tenancy/app.ts'
import { foldUserName } from '../domain/users/user-name.ts'
import {
  type RequestObserver,
  type RequestWatch,
  Unanswered,
  type WatchedRequest,
} from '../http/request-watch.ts'
import type { Clock } from '../kernel/clock.ts'
import { performance } from '../kernel/machine-time.ts'
import type { EmulatedApp } from './emulated-app.ts'
import { errorOf, type FaultPlace } from './fault.ts'
import { everyParameter, masked, maskedText } from './masked.ts'
import type { RequestRecord } from './traffic.ts'

/** Records the requests of apps, and lets their faults strike. */
export class WatchedRequests implements RequestWatch {
  readonly #appOf: (app: App) => EmulatedApp | undefined
  readonly #clock: Clock

  /** @param appOf undefined for an app that is gone. */
  constructor(appOf: (app: App) => EmulatedApp | undefined, clock: Clock) {
    this.#appOf = appOf
    this.#clock = clock
  }

  watch(watched: WatchedRequest): RequestObserver {
    const { operation, method, path, query, request, response } = watched
    const app = this.#appOf(watched.app)
    const begunAt = performance.now()
    const record: RequestRecord = {
      time: this.#clock.now(),
      operation: operation.id,
      ...{ method, path },
      query: masked(query),
      headers: masked(request.headers),
    }
    app?.traffic.note(record)
    const hidden = operation.id.startsWith('webhooks.') ? everyParameter : undefined
    response.once('close', () => {
      record.ms = Math.round(performance.now() - begunAt)
      if (response.headersSent) record.status = response.statusCode
    })
    const strike = async (when: 'before' | 'after') => {
      const fault = app?.faults.strike((spec) => (spec.when ?? 'before') === when && isAt(spec, watched))
      if (app === undefined || fault === undefined) return
      record.fault = fault.id
      response.setHeader('x-ringpost-fault', fault.id)
      if (fault.delay !== undefined) return app.pause(fault.delay)
      if (fault.disconnect === true) response.destroy()
      else if (fault.drop === true) app.leaveUnanswered(response)
      else throw errorOf(fault)
      throw new Unanswered()
    }
    return {
      before: () => strike('before'),
      took(body) {
        if (body !== undefined) record.body = masked(body, hidden)
      },
      after: () => strike('after'),
      answers(text) {
        record.answer = maskedText(text, hidden)
      },
    }
  }
}

function isAt({ route, upload, user }: FaultPlace, { operation, method, path }: WatchedRequest): boolean {
  if (user !== undefined && !path.split('/').some((part) => foldUserName(part) === foldUserName(user)))
    return false
  if (upload === true) return operation.streams === 'in'
  if (route === undefined) return false
  if (!route.includes(' ')) return route === operation.id
  const [verb, pattern = ''] = route.split(/ +/, 2)
  const parts = pattern.split('/')
  const given = path.split('/')
  return (
    verb?.toUpperCase() === method &&
    parts.length === given.length &&
    parts.every((part, i) => part === '*' || part === given[i])
  )
}
