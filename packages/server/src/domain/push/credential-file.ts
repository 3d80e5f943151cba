import { createPrivateKey, type KeyObject } from 'node:crypto'
import { ApiError } from '@ringpost/contract/errors'

/** What a file gives to a certificate. */
interface Credentials {
  secrets: Record<string, string>
  settings: Record<string, string>
}

/** Says what is wrong with a PKCS#12 file, or undefined. */
export type CheckPkcs12 = (file: Uint8Array, passphrase: string) => string | undefined

/**
 * Apple's key for tokens (p8, PEM) or certificate with its key (p12).
 * @throws ApiError `push.certificate_illegal`.
 */
export function appleCredentials(file: Uint8Array, passphrase: string, check: CheckPkcs12): Credentials {
  const text = Buffer.from(file).toString('latin1')
  if (text.includes('-----BEGIN')) {
    const key = privateKey(text, 'file')
    if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
      throw illegal('file is a key, but not one of Apple: a p8 file holds a key on the curve P-256')
    return { secrets: { key: text.trim() }, settings: {} }
  }
  const fault = check(file, passphrase)
  if (fault !== undefined) throw illegal(`file is neither a p8 nor a readable p12 file: ${fault}`)
  return { secrets: { key: Buffer.from(file).toString('base64'), passphrase }, settings: {} }
}

/** A service account of Google, with the project. @throws ApiError `push.certificate_illegal`. */
export function googleCredentials(file: Uint8Array): Credentials {
  const account = accountIn(file, ['client_email', 'private_key', 'project_id', 'token_uri'])
  return {
    secrets: { key: JSON.stringify(account) },
    settings: { projectId: account.project_id!, version: 'v1' },
  }
}

/** A service account of HarmonyOS. @throws ApiError `push.certificate_illegal`. */
export function harmonyCredentials(file: Uint8Array): Credentials {
  const account = accountIn(file, ['project_id', 'key_id', 'private_key', 'sub_account', 'token_uri'])
  return { secrets: { key: JSON.stringify(account) }, settings: { projectId: account.project_id! } }
}

/** The named fields of a JSON file; only those are kept. */
function accountIn(file: Uint8Array, names: readonly string[]): Record<string, string> {
  let account: unknown
  try {
    account = JSON.parse(Buffer.from(file).toString('utf8'))
  } catch {
    throw illegal('file is not JSON: upload the key file of the service account as it was downloaded')
  }
  const fields = typeof account === 'object' && account !== null ? (account as Record<string, unknown>) : {}
  const kept = names.map((name): [string, string] => {
    const value = fields[name]
    if (typeof value !== 'string' || value === '')
      throw illegal(`file has no ${name}: it is not the key file of a service account`)
    return [name, value]
  })
  const known = Object.fromEntries(kept)
  const key = privateKey(known.private_key!, 'private_key in file')
  if (key.asymmetricKeyType !== 'rsa') throw illegal('private_key in file is not an RSA key')
  return known
}

function privateKey(pem: string, what: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch {
    // The reason that the library gives may quote the key.
    throw illegal(`${what} is not a readable private key without a password`)
  }
}

function illegal(detail: string): ApiError {
  return new ApiError('push.certificate_illegal', { detail })
}
