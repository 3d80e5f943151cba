import { XMLHttpRequest } from '../sdk/xml-http-request.ts'

/** What a page's requests go through. */
export interface Network {
  /** The page's class. */
  readonly XMLHttpRequest: typeof XMLHttpRequest
  /** Method and URL of the page's requests, oldest first. */
  readonly requests: readonly string[]
}

/** @param resolve maps a request of the page to its real target. */
export function network(resolve: (method: string, url: string) => string): Network {
  const requests: string[] = []
  return {
    requests,
    XMLHttpRequest: class extends XMLHttpRequest {
      override open(method: string, url: string): void {
        requests.push(`${method} ${url}`)
        super.open(method, resolve(method, url))
      }
    },
  }
}

let isAttaching = false

/**
 * Promises whose rejections need no handler. The SDKs do not handle those of single parts of an upload; browsers only
 * log them, but they would fail a test.
 */
export class LeftAlone<T> extends Promise<T> {
  constructor(executor: ConstructorParameters<typeof Promise<T>>[0]) {
    super(executor)
    if (isAttaching) return
    isAttaching = true
    this.catch(() => {})
    isAttaching = false
  }
}
