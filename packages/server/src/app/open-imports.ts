import type { Files } from '../domain/files/files.ts'
import { Attachments } from '../domain/import/attachments.ts'
import { Imports } from '../domain/import/imports.ts'
import type { MessageCodec } from '../domain/messages/message-codec.ts'
import { HttpDownloader } from '../fetch/http-downloader.ts'
import type { IdGenerator } from '../kernel/id-generator.ts'
import type { Storage } from '../storage/open-storage.ts'
import type { Config } from './config.ts'
import { allowsAddress } from './open-outgoing.ts'

export function openImports(
  config: Pick<Config, 'allowInternalFetch'>,
  core: { stores: Storage; ids: IdGenerator; files: Files; codec: MessageCodec },
): Imports {
  const downloader = new HttpDownloader({ allows: allowsAddress(config) })
  const attachments = new Attachments(core.files, downloader)
  return new Imports({ ...core, attachments })
}
