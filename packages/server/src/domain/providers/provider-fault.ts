/** A service outside did not do its work. The message says why, and nothing of what was asked or answered. */
export class ProviderFault extends Error {
  override readonly name = 'ProviderFault'
  /** It has too much to do, or its quota is used up. */
  readonly isBusy: boolean

  constructor(message: string, { isBusy = false, ...options }: ErrorOptions & { isBusy?: boolean } = {}) {
    super(message, options)
    this.isBusy = isBusy
  }
}
