import type { Doer } from './doer.ts'
import type { LooseFact } from './fact.ts'

/** Of an uploaded file, by its uuid. */
export type FileFact =
  | { kind: 'file.uploaded'; file: string; name: string | null; type: string; size: number }
  /** Its bytes are gone. */
  | { kind: 'file.removed'; file: string }

export function aboutFile(app: number, fact: FileFact, by: Doer): LooseFact {
  return { ...fact, by, app, subject: `f:${fact.file}` }
}
