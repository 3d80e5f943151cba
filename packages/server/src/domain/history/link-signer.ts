import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a download link proves, under the names of its query parameters (rest-messages-users.md §9 "url"). */
export interface LinkProof {
  /** s since 1970. */
  Expires: string
  /** Owner of the link. */
  OSSAccessKeyId: string
  Signature: string
}

/** Signs links that give access to one file for a limited time, without a token. */
export class LinkSigner {
  readonly #key: Uint8Array

  constructor(key: Uint8Array) {
    this.#key = key
  }

  /** @param subject what the link gives access to; @param expires s since 1970. */
  sign(subject: string, keyId: string, expires: number): LinkProof {
    const proof = { Expires: String(expires), OSSAccessKeyId: keyId }
    return { ...proof, Signature: this.#signature(subject, proof).toString('base64url') }
  }

  /** Whether we issued the proof for this subject. Does not check expiry. */
  verify(subject: string, proof: Partial<LinkProof>): proof is LinkProof {
    const { Expires = '', OSSAccessKeyId = '', Signature = '' } = proof
    const given = Buffer.from(Signature, 'base64url')
    const wanted = this.#signature(subject, { Expires, OSSAccessKeyId })
    return given.length === wanted.length && timingSafeEqual(given, wanted)
  }

  #signature(subject: string, { Expires, OSSAccessKeyId }: Omit<LinkProof, 'Signature'>): Buffer {
    return createHmac('sha256', this.#key)
      .update(JSON.stringify([subject, Expires, OSSAccessKeyId]))
      .digest()
  }
}
