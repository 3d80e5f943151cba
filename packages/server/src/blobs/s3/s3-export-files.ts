import type { ExportFiles, ExportPlace, OpenedExport } from '../../domain/history/export-files.ts'
import type { S3Bucket } from './s3-bucket.ts'

/** History files as objects `exports/<app>/<hour>/<token>.gz`. */
export class S3ExportFiles implements ExportFiles {
  readonly #bucket: S3Bucket
  readonly #givesLinks: boolean

  constructor(bucket: S3Bucket, { givesLinks }: { givesLinks: boolean }) {
    this.#bucket = bucket
    this.#givesLinks = givesLinks
  }

  write(place: ExportPlace, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    return this.#bucket.put(nameOf(place), bytes)
  }

  async open(place: ExportPlace): Promise<OpenedExport | undefined> {
    const name = nameOf(place)
    const size = await this.#bucket.size(name)
    if (size === undefined) return undefined
    return {
      size,
      read: (range) => this.#bucket.get(name, range),
      async close() {},
    }
  }

  async link(place: ExportPlace, file: string, seconds: number): Promise<string | undefined> {
    if (!this.#givesLinks) return undefined
    const labels = {
      contentType: 'application/gzip',
      contentDisposition: `attachment; filename="${file}"`,
      cacheControl: 'private, no-store',
    }
    return this.#bucket.link(nameOf(place), labels, seconds)
  }

  async keepOnly(place: ExportPlace): Promise<void> {
    const folder = folderOf(place)
    const others = (await this.#bucket.list(folder)).filter((name) => name !== nameOf(place))
    await Promise.all(others.map((name) => this.#bucket.remove(name)))
    await this.#bucket.endUploads(folder)
  }

  removeBefore(place: Pick<ExportPlace, 'app' | 'hour'>): Promise<void> {
    return this.#bucket.removeAll(`exports/${place.app}/`, folderOf(place))
  }
}

function folderOf({ app, hour }: Pick<ExportPlace, 'app' | 'hour'>): string {
  return `exports/${app}/${hour}/`
}

function nameOf(place: ExportPlace): string {
  return `${folderOf(place)}${place.token}.gz`
}
