import type { Actor } from './actor.ts'
import type { App } from './tenancy/app.ts'

/** Who asks for something, and in which app. */
export interface Caller<A extends Actor = Actor> {
  app: App
  actor: A
}
