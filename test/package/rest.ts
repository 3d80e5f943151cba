/** Calls to a server that runs from a package: an app with its token, whatever started it. */
export class Rest {
  readonly #base: string
  readonly #token: string

  private constructor(base: string, token: string) {
    this.#base = base
    this.#token = token
  }

  static async open(url: string, app = 'acme/chat', id = 'id', secret = 'secret'): Promise<Rest> {
    const body = { grant_type: 'client_credentials', client_id: id, client_secret: secret }
    const reply = await fetch(`${url}/${app}/token`, { method: 'POST', body: JSON.stringify(body) })
    const { access_token } = (await reply.json()) as { access_token: string }
    return new Rest(`${url}/${app}`, access_token)
  }

  /** The body of a successful reply. @throws Error with that of any other. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into replies of many shapes
  async call(method: string, path: string, body?: unknown, token = this.#token): Promise<any> {
    const isForm = body instanceof FormData
    const reply = await fetch(this.#base + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(isForm ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    })
    const text = await reply.text()
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`)
    return JSON.parse(text)
  }

  /** Registers a user and returns a token for them. */
  async user(username: string): Promise<string> {
    await this.call('POST', '/users', [{ username, password: 'pw' }])
    return this.login(username)
  }

  async login(username: string): Promise<string> {
    const { access_token } = await this.call('POST', '/token', {
      grant_type: 'password',
      username,
      password: 'pw',
    })
    return access_token
  }

  async send(from: string, to: string, msg: string): Promise<void> {
    await this.call('POST', '/messages/users', { from, to: [to], type: 'txt', body: { msg } })
  }

  /** Uploads a picture of 400 x 300 pixels; its URL. */
  async uploadPicture(png: Uint8Array<ArrayBuffer>): Promise<string> {
    const form = new FormData()
    form.append('file', new Blob([png], { type: 'image/png' }), 'a.png')
    const { uri, entities } = await this.call('POST', '/chatfiles', form)
    return `${uri}/${entities[0].uuid}`
  }

  /** Bytes of a file, or its thumbnail. */
  async download(
    url: string,
    headers: Record<string, string> = {},
  ): Promise<{ type: string; bytes: Buffer }> {
    const reply = await fetch(url, { headers: { authorization: `Bearer ${this.#token}`, ...headers } })
    const bytes = Buffer.from(await reply.arrayBuffer())
    if (!reply.ok) throw new Error(`${url}: ${reply.status} ${bytes}`)
    return { type: reply.headers.get('content-type') ?? '', bytes }
  }
}
