/** Carries the frames of one MSYNC client. */
export interface MsyncTransport {
  /** Called with each frame; the bytes are valid only during the call. */
  onMessage: (bytes: Buffer) => void
  /** Called after all frames of one read. */
  onRead: () => void
  onClose: () => void
  /** Room for a frame: the last `length` bytes are the caller's to fill, what stands before them on the wire is written. */
  frame(length: number): Buffer
  /** Writes one or more filled frames. */
  write(frames: Buffer): void
  close(): void
}
