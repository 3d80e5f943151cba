import { HandlerTarget } from './handler-target.ts'

const OPENED = 1
const LOADING = 3
const DONE = 4

type Body = NonNullable<RequestInit['body']>
type Outcome = 'load' | 'error' | 'abort' | 'timeout'

/**
 * XMLHttpRequest on top of fetch, as far as the SDKs need it: asynchronous, all body kinds of fetch, text as it
 * arrives.
 */
export class XMLHttpRequest extends HandlerTarget {
  readyState = 0
  status = 0
  statusText = ''
  responseURL = ''
  responseType: '' | 'text' | 'json' | 'arraybuffer' | 'blob' = ''
  response: unknown = ''
  responseText = ''
  /** In milliseconds; 0 waits forever. */
  timeout = 0
  withCredentials = false
  readonly upload = new EventTarget()
  #method = 'GET'
  #url = ''
  #requestHeaders = new Headers()
  #responseHeaders = new Headers()
  #aborter = new AbortController()

  constructor() {
    super(['readystatechange', 'load', 'error', 'abort', 'timeout', 'loadend'])
  }

  open(method: string, url: string): void {
    this.#method = method.toUpperCase()
    this.#url = url
    this.#enter(OPENED)
  }

  setRequestHeader(name: string, value: string): void {
    this.#requestHeaders.append(name, value)
  }

  getResponseHeader(name: string): string | null {
    return this.#responseHeaders.get(name)
  }

  getAllResponseHeaders(): string {
    return Array.from(this.#responseHeaders, ([name, value]) => `${name}: ${value}\r\n`).join('')
  }

  /** Bodies are UTF-8 here, whatever the caller requests. */
  overrideMimeType(): void {}

  abort(): void {
    this.#aborter.abort()
  }

  send(body: Body | null = null): void {
    void this.#exchange(body).then((outcome) => {
      this.#enter(DONE)
      this.dispatchEvent(new Event(outcome))
      this.dispatchEvent(new Event('loadend'))
    })
  }

  async #exchange(body: Body | null): Promise<Outcome> {
    const deadline = this.timeout > 0 ? AbortSignal.timeout(this.timeout) : null
    const abort = this.#aborter.signal
    try {
      const response = await fetch(this.#url, {
        method: this.#method,
        headers: this.#requestHeaders,
        // Browsers drop the body of these two; fetch throws.
        body: this.#method === 'GET' || this.#method === 'HEAD' ? null : body,
        signal: deadline ? AbortSignal.any([abort, deadline]) : abort,
      })
      await this.#read(response)
      return 'load'
    } catch {
      if (abort.aborted) return 'abort'
      return deadline?.aborted ? 'timeout' : 'error'
    }
  }

  async #read(response: Response): Promise<void> {
    this.status = response.status
    this.statusText = response.statusText
    this.responseURL = response.url
    this.#responseHeaders = response.headers
    const type = response.headers.get('content-type') ?? ''
    if (this.responseType === 'arraybuffer') this.response = await response.arrayBuffer()
    else if (this.responseType === 'blob') this.response = new Blob([await response.arrayBuffer()], { type })
    else {
      await this.#readText(response)
      this.response = this.responseType === 'json' ? parseOrNull(this.responseText) : this.responseText
    }
  }

  async #readText(response: Response): Promise<void> {
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) {
      this.responseText += decoder.decode(chunk, { stream: true })
      this.#enter(LOADING)
    }
  }

  #enter(state: number): void {
    this.readyState = state
    this.dispatchEvent(new Event('readystatechange'))
  }
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
