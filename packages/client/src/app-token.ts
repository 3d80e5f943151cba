/** How a client opens an app: its own credentials, a token of the app or of a user, or something that knows one. */
export type Credentials =
  | { clientId: string; clientSecret: string }
  | { token: string | (() => string | Promise<string>) }

/** Seconds before its end at which a token is replaced. */
const MARGIN = 60

/** The token of a client, requested when it is needed first and again when it has ended. */
export class AppToken {
  readonly #credentials: Credentials
  readonly #request: (body: object) => Promise<{ access_token: string; expires_in?: number }>
  #held: Promise<{ text: string; until: number }> | undefined

  constructor(
    credentials: Credentials,
    request: (body: object) => Promise<{ access_token: string; expires_in?: number }>,
  ) {
    this.#credentials = credentials
    this.#request = request
  }

  async text(): Promise<string> {
    if ('token' in this.#credentials) {
      const { token } = this.#credentials
      return typeof token === 'string' ? token : token()
    }
    const held = await this.#held?.catch(() => undefined)
    if (held !== undefined && held.until > Date.now()) return held.text
    // Calls at the same time share one request; one that fails is not kept.
    this.#held = this.#fetch()
    return (await this.#held).text
  }

  /** Forgets a token that the server refused. @returns whether there can be another one. */
  renew(refused: string): boolean {
    if ('token' in this.#credentials) return typeof this.#credentials.token !== 'string'
    const held = this.#held
    void held?.then(
      ({ text }) => {
        if (text === refused && this.#held === held) this.#held = undefined
      },
      () => {},
    )
    return true
  }

  async #fetch(): Promise<{ text: string; until: number }> {
    const { clientId, clientSecret } = this.#credentials as { clientId: string; clientSecret: string }
    const body = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
    const { access_token, expires_in } = await this.#request(body)
    const seconds = expires_in === undefined || expires_in === 0 ? Number.POSITIVE_INFINITY : expires_in
    return { text: access_token, until: Date.now() + (seconds - MARGIN) * 1000 }
  }
}
