import { timingSafeEqual } from 'node:crypto'
import { ApiError } from '@ringpost/contract/errors'
import type { App } from '../tenancy/app.ts'
import type { StoredFile } from './stored-file.ts'

/** Credentials that a request presents to open a file. */
export interface FileProof {
  /** `share-secret`, from header or query. */
  secret: string | undefined
  /** Verifies the bearer token of the request, if present; rejects with the documented 401. */
  verifyToken: (() => Promise<unknown>) | undefined
}

/**
 * Checks whether a file may be opened (docs/decisions/0005-uploaded-files.md). An unrestricted file always may; a
 * restricted one requires its secret, or any token of the app unless the app insists on the secret
 * (`strictFileSecrets`). A wrong secret is always refused.
 * @throws ApiError `file.secret_wrong`, `auth.expired` if nothing is presented, or the reason why the token is refused.
 */
export async function assertMayOpen(app: App, file: StoredFile, proof: FileProof): Promise<void> {
  if (!file.restricted) return
  if (proof.secret !== undefined) {
    if (sameText(proof.secret, file.secret)) return
    throw new ApiError('file.secret_wrong')
  }
  if (proof.verifyToken === undefined) throw new ApiError('auth.expired')
  await proof.verifyToken()
  if (app.settings.strictFileSecrets) throw new ApiError('file.secret_wrong')
}

/**
 * Compares texts of equal length in constant time, so timing does not reveal where they differ. It does reveal whether
 * the lengths differ.
 */
function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
