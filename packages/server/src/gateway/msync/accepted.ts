import type { Sent } from '../../domain/messages/draft.ts'
import type { Untold } from './roster-acts.ts'

/** Acknowledgement of a frame: some acts include a result (msync.md §7.3). */
export interface Accepted extends Sent {
  metas?: readonly Uint8Array[]
  /** What the device does not learn otherwise. */
  untold?: Untold
}
