import { notice } from '@ringpost/protocol'
import type { Entry } from '../../domain/log/entry.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { queueJid } from './entry-frames.ts'
import type { Framing } from './framing.ts'

/** Where frames for a client go. */
export interface Outlet {
  readonly framing: Framing
  /** Writes what `framing` made of a frame. */
  write(framed: Buffer): void
  /** Pushes an entry; entries of one turn leave in one frame. Keeps the order with `write`. */
  push(app: App, entry: Entry): void
  /** The client reads more slowly than data is written to it. */
  readonly congested: boolean
}

/** Tells the client that there is something to pull. */
export function writeNotice(out: Outlet, app: App): void {
  out.write(out.framing(notice(queueJid(app))))
}
