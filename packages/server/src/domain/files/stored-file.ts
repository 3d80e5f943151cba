/** An uploaded file. Its bytes never change; its lifetime can. */
export interface StoredFile {
  app: number
  /** 36 characters, random: only those who were told it know it. */
  uuid: string
  /** `share-secret`, 48 characters of base64url. */
  secret: string
  /** Requires the secret or a token of the app. */
  restricted: boolean
  /** User who uploaded it; null for the app itself. */
  uploader: string | null
  /** Name given by the uploader, without path; null if it has none. */
  name: string | null
  /** Media type: detected from the bytes, otherwise as declared by the uploader. */
  type: string
  /** In bytes. */
  size: number
  /** Null if the original is small enough, or is not an image that can be scaled. */
  thumbnail: Picture | null
  /** First frame of a video; null until it is first requested. */
  frame: Picture | null
  /** Picture size that the uploader requested; null if none. */
  box: Box | null
  /** ms since 1970. */
  createdAt: number
  /** ms since 1970; null means never. */
  expiresAt: number | null
}

/** A picture derived from a file and stored beside it. */
export interface Picture {
  type: string
  /** In bytes. */
  size: number
}

/** Maximum size in pixels; an absent side is not limited. */
export interface Box {
  width?: number
  height?: number
}
