import { MessageBook } from './message-book.ts'

/** What the emulator knows of one app, from its creation or last reset on. */
export class EmulatedApp {
  readonly messages = new MessageBook()

  /** The app is gone: what waits for it ends. */
  close(): void {
    this.messages.close()
  }
}
