import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Operation } from '@ringpost/contract'
import type { App } from '../domain/tenancy/app.ts'

/** A request whose operation is known. */
export interface WatchedRequest {
  app: App
  operation: Operation
  method: string
  /** Below the app. */
  path: string
  query: Readonly<Record<string, string>>
  request: IncomingMessage
  response: ServerResponse
}

/** Sees one request through. */
export interface RequestObserver {
  /** Before it is looked at any closer. @throws ApiError, or {@link Unanswered}, in place of what would come. */
  before(): Promise<void>
  /** The body, as parsed; not of those that are streamed. */
  took(body: unknown): void
  /** After it was carried out, before that is said. @throws as `before` does. */
  after(): Promise<void>
  /** What is being answered, unless that is streamed. @param text JSON. */
  answers(text: string): void
}

/** Sees the requests of apps, and may interfere: the emulator does. A server without one has no watch, and pays nothing for it. */
export interface RequestWatch {
  watch(request: WatchedRequest): RequestObserver
}

/** The request gets no answer: whoever throws it deals with the connection. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered'
}
