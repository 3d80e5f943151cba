import type { Doer } from '../facts/doer.ts'
import type { LooseFact } from '../facts/fact.ts'
import type { FileFact } from '../facts/file-fact.ts'

export function aboutFile(app: number, fact: FileFact, by: Doer): LooseFact {
  return { ...fact, by, app, subject: `f:${fact.file}` }
}
