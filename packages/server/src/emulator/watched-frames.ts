import { type ProvisionFrame, provisionAnswer, type SendFrame, sendAck } from '@ringpost/protocol'
import { foldUserName } from '../domain/users/user-name.ts'
import { clientKind } from '../gateway/msync/client-kind.ts'
import type { FrameWatch, WatchedLine } from '../gateway/msync/frame-watch.ts'
import type { Framing } from '../gateway/msync/framing.ts'
import { loginRefusal, statusOf } from '../gateway/msync/gateway-status.ts'
import { NORMAL_CLOSE, type Transport } from '../gateway/msync/transport.ts'
import { DelayLine } from './delay-line.ts'
import type { EmulatedApp } from './emulated-app.ts'
import { errorOf } from './fault.ts'
import type { Fault } from './fault-book.ts'
import { downContent, type FrameContent, readUp, upContent } from './frame-content.ts'

/** @param appOf by `org#app`; undefined if there is none. */
export function watchedFrames(appOf: (key: string) => EmulatedApp | undefined): FrameWatch {
  return { watch: (transport) => new FrameTap(transport, appOf) }
}

/** The connection frames for the tap; the tap frames for the client. */
const unframed: Framing = (frame) => Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength)

/** Records the frames of one connection, and lets faults strike. */
class FrameTap implements WatchedLine, Transport {
  readonly transport = this
  readonly framing = unframed
  readonly #inner: Transport
  readonly #appOf: (key: string) => EmulatedApp | undefined
  readonly #up = new DelayLine()
  readonly #down = new DelayLine()
  /** Known from the login on. */
  #app: EmulatedApp | undefined
  #user = ''
  #device = ''
  #isClosed = false

  constructor(transport: Transport, appOf: (key: string) => EmulatedApp | undefined) {
    this.#inner = transport
    this.#appOf = appOf
  }

  get congested(): boolean {
    return this.#inner.congested
  }

  take(frame: Buffer, pass: (frame: Buffer) => void): void {
    const read = readUp(frame)
    if (read?.command === 'provision') this.#meet(read)
    // Before a login nothing is recorded: nor is it read.
    const fault = this.#app && this.#note(this.#app, 'up', upContent(read))
    const go = (act: () => void) => this.#run(this.#up, act, fault)
    if (fault?.drop === true) return
    if (fault?.status !== undefined || fault?.error !== undefined)
      go(() => this.#refuse(read as ProvisionFrame | SendFrame, fault))
    else go(() => pass(frame))
    if (fault?.duplicate === true) go(() => pass(frame))
  }

  write(frame: Buffer): void {
    const fault = this.#app && this.#note(this.#app, 'down', downContent(frame))
    if (fault?.drop === true) return
    const send = () => this.#inner.write(this.#inner.framing(frame))
    this.#run(this.#down, send, fault)
    if (fault?.duplicate === true) this.#run(this.#down, send, undefined)
  }

  pause(): void {
    this.#inner.pause()
  }

  resume(): void {
    this.#inner.resume()
  }

  close(code: number): void {
    this.#down.run(() => this.#inner.close(code))
  }

  terminate(): void {
    this.#inner.terminate()
  }

  closed(): void {
    this.#isClosed = true
  }

  #meet({ appKey, user, resource }: ProvisionFrame): void {
    this.#app = this.#appOf(appKey)
    this.#user = foldUserName(user)
    this.#device = resource
  }

  /** Returns the fault that strikes. */
  #note(
    app: EmulatedApp,
    direction: 'up' | 'down',
    { kind, hasMessage, content }: FrameContent,
  ): Fault | undefined {
    const fault = app.faults.strike((spec) => {
      if (spec.user !== undefined && foldUserName(spec.user) !== this.#user) return false
      if (spec.login === true) return direction === 'up' && kind === 'login'
      if (spec.frame === undefined || (spec.direction ?? direction) !== direction) return false
      const canRefuse = spec.status === undefined && spec.error === undefined
      if (direction === 'down' && !canRefuse) return false
      return spec.frame === 'message' ? hasMessage : spec.frame === kind
    })
    app.traffic.noteFrame({
      time: app.clock.now(),
      user: this.#user,
      device: this.#device,
      ...{ direction, kind, content },
      ...(fault && { fault: fault.id }),
    })
    return fault
  }

  #run(line: DelayLine, act: () => void, fault: Fault | undefined): void {
    const { delay } = fault ?? {}
    const app = this.#app
    line.run(
      () => {
        if (fault?.disconnect === true) this.#inner.terminate()
        else if (!this.#isClosed) act()
      },
      delay === undefined || app === undefined ? undefined : () => app.pause(delay),
    )
  }

  #refuse(frame: ProvisionFrame | SendFrame, fault: Fault): void {
    const error = errorOf(fault)
    if (frame.command === 'provision') {
      const { resource } = frame
      this.write(unframed(provisionAnswer({ resource, status: loginRefusal(error, clientKind(frame)) })))
      this.close(NORMAL_CLOSE)
      return
    }
    this.write(
      unframed(
        sendAck({ metaId: frame.id, timestamp: this.#app?.clock.now() ?? 0, status: statusOf(error) }),
      ),
    )
  }
}
