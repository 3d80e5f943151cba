import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { HistoryFiles } from '../domain/history/history-files.ts'
import { LinkSigner } from '../domain/history/link-signer.ts'
import type { Stores } from '../domain/stores.ts'
import { GzipExportFiles } from '../export/gzip-export-files.ts'
import type { Config } from './config.ts'

/** History files lie in the data folder; their links are signed with a secret of this installation. */
export async function openHistory(
  { data }: Pick<Config, 'data'>,
  { apps, history }: Stores,
): Promise<HistoryFiles> {
  const key = await apps.secret('history-link-key', () => randomBytes(32))
  return new HistoryFiles(history, new GzipExportFiles(join(data, 'exports')), new LinkSigner(key))
}
