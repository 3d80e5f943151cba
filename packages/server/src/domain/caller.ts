import type { Actor } from './actor.ts'
import type { App } from './tenancy/app.ts'

/** The acting party of a request, and its app. */
export interface Caller<A extends Actor = Actor> {
  app: App
  actor: A
}
