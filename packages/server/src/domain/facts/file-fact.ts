/** What happened to an uploaded file, identified by its uuid. */
export type FileFact =
  | { kind: 'file.uploaded'; file: string; name: string | null; type: string; size: number }
  /** Its bytes are gone. */
  | { kind: 'file.removed'; file: string }
