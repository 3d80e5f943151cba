import { ProviderFault } from '../domain/providers/provider-fault.ts'

/** Largest answer in bytes. */
const ANSWER_BYTES = 1024 * 1024

export interface ServiceOptions {
  /** Address that the paths are appended to, without a slash at its end. */
  url: string
  /** Sent as bearer token. */
  bearer?: string | undefined
  /** For a whole call. */
  patienceMs: number
}

/** A service that answers JSON over HTTP. Its methods throw {@link ProviderFault}. */
export class Service {
  readonly #options: ServiceOptions

  constructor(options: ServiceOptions) {
    this.#options = options
  }

  get(path: string): Promise<unknown> {
    return this.#call(path, { method: 'GET' })
  }

  post(path: string, body: object): Promise<unknown> {
    return this.#call(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  }

  postForm(path: string, body: FormData): Promise<unknown> {
    return this.#call(path, { method: 'POST', body })
  }

  async #call(path: string, request: RequestInit): Promise<unknown> {
    const { url, bearer, patienceMs } = this.#options
    const headers = new Headers(request.headers)
    if (bearer !== undefined) headers.set('authorization', `Bearer ${bearer}`)
    try {
      const signal = AbortSignal.timeout(patienceMs)
      const response = await fetch(url + path, { ...request, headers, signal, redirect: 'error' })
      if (!response.ok) {
        await response.body?.cancel()
        const isBusy = response.status === 429 || response.status === 503
        throw new ProviderFault(`the service answered ${response.status}`, { isBusy })
      }
      return JSON.parse(await boundedText(response))
    } catch (error) {
      if (error instanceof ProviderFault) throw error
      throw new ProviderFault(`the service cannot be used: ${(error as Error).name}`)
    }
  }
}

async function boundedText({ body }: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.length
    if (size > ANSWER_BYTES) throw new ProviderFault('the service answered too much')
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
