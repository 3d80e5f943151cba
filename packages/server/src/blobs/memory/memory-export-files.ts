import type { ExportFiles, ExportPlace, OpenedExport } from '../../domain/history/export-files.ts'
import { piecesOf } from './pieces.ts'
import type { Room } from './room.ts'

interface Kept {
  place: ExportPlace
  bytes: Uint8Array
}

/** History files in the memory of this process: gone when it ends. */
export class MemoryExportFiles implements ExportFiles {
  readonly #room: Room
  readonly #kept = new Map<string, Kept>()

  constructor(room: Room) {
    this.#room = room
  }

  async write(place: ExportPlace, source: AsyncIterable<Uint8Array>): Promise<void> {
    const bytes = await this.#room.hold(source)
    this.#kept.set(nameOf(place), { place, bytes })
  }

  async open(place: ExportPlace): Promise<OpenedExport | undefined> {
    const bytes = this.#kept.get(nameOf(place))?.bytes
    if (bytes === undefined) return undefined
    return { size: bytes.length, read: async (range) => piecesOf(bytes, range), close: async () => {} }
  }

  async link(): Promise<undefined> {}

  async keepOnly({ app, hour, token }: ExportPlace): Promise<void> {
    this.#remove((place) => place.app === app && place.hour === hour && place.token !== token)
  }

  async removeBefore({ app, hour }: Pick<ExportPlace, 'app' | 'hour'>): Promise<void> {
    this.#remove((place) => place.app === app && place.hour < hour)
  }

  #remove(isOver: (place: ExportPlace) => boolean): void {
    for (const [name, { place, bytes }] of this.#kept) {
      if (!isOver(place)) continue
      this.#room.release(bytes)
      this.#kept.delete(name)
    }
  }
}

function nameOf({ app, hour, token }: ExportPlace): string {
  return `${app}/${hour}.${token}`
}
