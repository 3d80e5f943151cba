import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a download link proves, in the names of its query (rest-messages-users.md §9 "url"). */
export interface LinkProof {
  /** s since 1970. */
  Expires: string
  /** Whose link it is. */
  OSSAccessKeyId: string
  Signature: string
}

/** Signs links that open one file for a time, without a token. */
export class LinkSigner {
  readonly #key: Uint8Array

  constructor(key: Uint8Array) {
    this.#key = key
  }

  /** @param subject what the link opens; @param expires s since 1970. */
  sign(subject: string, keyId: string, expires: number): LinkProof {
    const proof = { Expires: String(expires), OSSAccessKeyId: keyId }
    return { ...proof, Signature: this.#signature(subject, proof).toString('base64url') }
  }

  /** Whether the proof is ours, for this subject; not whether it has expired. */
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
