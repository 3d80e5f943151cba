import type { Files } from '../domain/files/files.ts'
import { Attachments } from '../domain/import/attachments.ts'
import { Imports } from '../domain/import/imports.ts'
import type { Stores } from '../domain/stores.ts'
import { HttpDownloader } from '../fetch/http-downloader.ts'
import { isPublicAddress } from '../fetch/public-address.ts'
import type { IdGenerator } from '../kernel/id-generator.ts'
import type { Config } from './config.ts'
import { pastPayload } from './past-payload.ts'

export function openImports(
  { allowInternalFetch }: Pick<Config, 'allowInternalFetch'>,
  core: { stores: Stores; ids: IdGenerator; files: Files },
): Imports {
  const downloader = new HttpDownloader({
    allows: allowInternalFetch === 'on' ? () => true : isPublicAddress,
  })
  const attachments = new Attachments(core.files, downloader)
  return new Imports({ stores: core.stores, ids: core.ids, attachments, encode: pastPayload })
}
