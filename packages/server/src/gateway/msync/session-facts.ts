import type { App } from '../../domain/tenancy/app.ts'

/** Whose session it is. */
export interface SessionFacts {
  app: App
  user: string
  resource: string
  uuid: string
  name: string
}
