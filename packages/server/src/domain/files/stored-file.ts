/** An uploaded file. Its bytes never change; how long it lives may. */
export interface StoredFile {
  app: number
  /** 36 characters, random: whoever knows it was told. */
  uuid: string
  /** `share-secret`, 48 characters of base64url. */
  secret: string
  /** Opens only to who shows the secret or a token of the app. */
  restricted: boolean
  /** User who uploaded it; null for the app itself. */
  uploader: string | null
  /** As the uploader named it, without path; null when it has no name. */
  name: string | null
  /** Media type: what the bytes show, or else what the uploader said. */
  type: string
  /** In bytes. */
  size: number
  /** Null where the original is small enough or no image that can be scaled. */
  thumbnail: Picture | null
  /** First frame of a video, null until somebody has asked for it. */
  frame: Picture | null
  /** Size of pictures the uploader asked for; null where he did not. */
  box: Box | null
  /** ms since 1970. */
  createdAt: number
  /** ms since 1970; null = never. */
  expiresAt: number | null
}

/** A picture that was made of a file and is kept beside it. */
export interface Picture {
  type: string
  /** In bytes. */
  size: number
}

/** Pixels a picture has to fit into; a side that is absent is free. */
export interface Box {
  width?: number
  height?: number
}
