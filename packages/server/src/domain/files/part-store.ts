/** A multipart upload in progress. */
export interface PartUpload {
  app: number
  uuid: string
  /** User who started it; null for the app itself. */
  uploader: string | null
}

/** Identifies an upload. */
export type UploadRef = Pick<PartUpload, 'app' | 'uuid'>

export interface UploadPart {
  /** Id of the part's blob. */
  uuid: string
  /** Position in the file, from 1. */
  number: number
  /** In bytes. */
  size: number
}

/** Stores metadata of multipart uploads; the bytes of each part are a separate blob. */
export interface PartStore {
  /** @param dueAt when to consider the upload abandoned, in ms since 1970. */
  begin(upload: PartUpload, dueAt: number): Promise<void>
  /** Returns undefined if the upload does not exist or no longer accepts parts. */
  get(app: number, uuid: string): Promise<PartUpload | undefined>
  /** Records a part whose bytes are about to be stored, so that they can be found if that never completes. */
  announce(upload: UploadRef, part: UploadPart, dueAt: number): Promise<void>
  /**
   * Makes an announced part current, replacing any part with the same number.
   * @returns the blobs of replaced parts; undefined if the upload no longer accepts parts.
   */
  publish(upload: UploadRef, part: UploadPart): Promise<string[] | undefined>
  /** The current parts, in order. */
  parts(upload: UploadRef): Promise<UploadPart[]>
  /** Blobs of all parts, current or not. */
  blobs(upload: UploadRef): Promise<string[]>
  /** Stops accepting parts. @returns false if another call closed the upload first. */
  close(upload: UploadRef, dueAt: number): Promise<boolean>
  /** Accepts parts again. */
  reopen(upload: UploadRef, dueAt: number): Promise<void>
  /** Uploads due for removal. */
  due(now: number, limit: number): Promise<UploadRef[]>
  forget(upload: UploadRef): Promise<void>
}
