import { timingSafeEqual } from 'node:crypto'
import { ApiError } from '@ringpost/contract/errors'
import type { App } from '../tenancy/app.ts'
import type { StoredFile } from './stored-file.ts'

/** What a request shows to have a file opened. */
export interface FileProof {
  /** `share-secret`, from header or query. */
  secret: string | undefined
  /** Verifies the bearer token of the request, if it has one; rejects with the documented 401. */
  verifyToken: (() => Promise<unknown>) | undefined
}

/**
 * Whether a file may be opened (docs/decisions/0005-uploaded-files.md): an unrestricted one always; a restricted one with its
 * secret, or with any token of the app unless the app wants the secret (`strictFileSecrets`). A wrong secret never opens.
 * @throws ApiError `file.secret_wrong`, `auth.expired` where nothing is shown, or the reason why the token is refused.
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

/** Takes as long wherever the texts differ. */
function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
