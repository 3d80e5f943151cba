import { randomBytes } from 'node:crypto'
import type { Leases } from '../domain/cluster/leases.ts'
import { HistoryFiles } from '../domain/history/history-files.ts'
import { LinkSigner } from '../domain/history/link-signer.ts'
import type { Stores } from '../domain/stores.ts'
import { gzipRecords } from '../export/gzip-records.ts'
import type { Clock } from '../kernel/clock.ts'
import type { OpenedBlobs } from './open-blobs.ts'

/** Opens the history files. Links to them are signed with a secret of this installation. */
export async function openHistory(
  { exports }: OpenedBlobs,
  { apps, history }: Stores,
  leases: Leases,
  clock: Clock,
): Promise<HistoryFiles> {
  const key = await apps.secret('history-link-key', () => randomBytes(32))
  return new HistoryFiles({
    ...{ history, leases, clock },
    files: exports,
    form: gzipRecords,
    signer: new LinkSigner(key),
  })
}
