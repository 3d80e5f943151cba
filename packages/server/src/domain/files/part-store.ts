/** A file that is being uploaded in parts. */
export interface PartUpload {
  app: number
  uuid: string
  /** User who began it; null for the app itself. */
  uploader: string | null
}

/** Which upload. */
export type UploadRef = Pick<PartUpload, 'app' | 'uuid'>

export interface UploadPart {
  /** Of its blob. */
  uuid: string
  /** Its place in the file, from 1. */
  number: number
  /** In bytes. */
  size: number
}

/** What is known of uploads in parts; the bytes of each part are a blob of its own. */
export interface PartStore {
  /** @param dueAt when to take it for abandoned, in ms since 1970. */
  begin(upload: PartUpload, dueAt: number): Promise<void>
  /** Undefined when there is none, or it takes no more parts. */
  get(app: number, uuid: string): Promise<PartUpload | undefined>
  /** Notes a part whose bytes are about to be put in place, so that they can be found if that never ends. */
  announce(upload: UploadRef, part: UploadPart, dueAt: number): Promise<void>
  /**
   * Makes an announced part count, instead of one of the same number.
   * @returns the blobs of parts that do not count any more; undefined when the upload takes no more parts.
   */
  publish(upload: UploadRef, part: UploadPart): Promise<string[] | undefined>
  /** The parts that count, in order. */
  parts(upload: UploadRef): Promise<UploadPart[]>
  /** Blobs of all parts, whether they count or not. */
  blobs(upload: UploadRef): Promise<string[]>
  /** Takes no more parts from now on. @returns false when somebody else was faster. */
  close(upload: UploadRef, dueAt: number): Promise<boolean>
  /** Takes parts again. */
  reopen(upload: UploadRef, dueAt: number): Promise<void>
  /** Uploads whose time has come. */
  due(now: number, limit: number): Promise<UploadRef[]>
  forget(upload: UploadRef): Promise<void>
}
