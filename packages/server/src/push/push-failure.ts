import type { PushResult } from '../domain/push/push-provider.ts'

/** Ends a push with a result from wherever it is found out, for example while an access token is fetched. */
export class PushFailure extends Error {
  override readonly name = 'PushFailure'
  readonly result: PushResult

  constructor(result: Exclude<PushResult, { kind: 'sent' }>) {
    super(result.detail)
    this.result = result
  }
}

/** The certificate lacks something, or what it has cannot be used. */
export function unusable(detail: string): PushFailure {
  return new PushFailure({ kind: 'refused', detail, answer: null })
}
