import { constants, createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { unusable } from './push-failure.ts'

const algorithms = {
  RS256: {},
  PS256: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
  // JOSE signs with the two numbers side by side, not with DER (RFC 7518, 3.4).
  ES256: { dsaEncoding: 'ieee-p1363' },
} as const

export interface JwtWish {
  algorithm: keyof typeof algorithms
  key: KeyObject
  header?: Readonly<Record<string, string>>
  claims: Readonly<Record<string, string | number>>
}

/** A signed JSON Web Token (RFC 7515, compact). */
export function signedJwt({ algorithm, key, header, claims }: JwtWish): string {
  const head = { alg: algorithm, ...header }
  const signed = [head, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  const signature = sign('sha256', Buffer.from(signed), { key, ...algorithms[algorithm] })
  return `${signed}.${signature.toString('base64url')}`
}

/** @throws PushFailure if it is no private key of that kind. */
export function privateKey(pem: string | undefined, kind: 'rsa' | 'ec'): KeyObject {
  if (pem === undefined) throw unusable('the certificate has no private key')
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === kind) return key
  } catch {}
  throw unusable(`the private key of the certificate is no ${kind === 'ec' ? 'P-256' : 'RSA'} key`)
}
