import { ApiError, type Operation } from '@ringpost/contract'
import type { App } from '../domain/tenancy/app.ts'
import { parseBody, parseForm, readBytes } from './body-reader.ts'
import { decodedBody } from './decoded-body.ts'
import type { Arrival } from './http-connections.ts'
import type { RequestStream } from './request-context.ts'

/** Largest request body of operations outside an app, in bytes. */
const ROOT_BODY_BYTES = 16 * 1024

/** Returns the parsed body of a request; undefined for operations that take none, whatever was sent. */
export async function readBody(
  arrival: Arrival,
  operation: Operation,
  app: App | undefined,
): Promise<unknown> {
  const { request } = arrival
  const limit = operation.maxBodyBytes ?? app?.settings.requestBytes ?? ROOT_BODY_BYTES
  const open = () => (operation.body === undefined ? request : decodedBody(request))
  const bytes = await readBytes(request, open, limit, () => tellToSend(arrival))
  if (operation.body === undefined) return undefined
  if (operation.bodyIn === 'form') return parseForm(bytes, request.headers['content-type'])
  try {
    return parseBody(bytes, request.headers['content-type'])
  } catch (error) {
    // Newer modules use one text for every unreadable body; the old stack quotes its parser (rest-messages-users.md §13.2).
    if (operation.bodyFault === 'request.body_invalid') throw new ApiError('request.body_invalid')
    throw error
  }
}

/** Returns the unread body for an operation that takes it as a stream. */
export function streamOf(arrival: Arrival): RequestStream {
  const { request } = arrival
  return {
    method: request.method ?? 'GET',
    headers: request.headers,
    body() {
      tellToSend(arrival)
      return request
    },
  }
}

function tellToSend(arrival: Arrival): void {
  if (arrival.isWaiting) arrival.response.writeContinue()
  arrival.isWaiting = false
}
