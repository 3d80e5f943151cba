/** What goes one way on a connection, in order: what is delayed holds up what comes behind it. */
export class DelayLine {
  #last: Promise<void> | undefined
  #waiting = 0

  /** Acts now, unless something waits in front. @param pause what to wait for first, if anything. */
  run(act: () => void, pause?: () => Promise<void>): void {
    if (this.#last === undefined && pause === undefined) {
      act()
      return
    }
    this.#waiting++
    this.#last = (this.#last ?? Promise.resolve()).then(async () => {
      await pause?.()
      act()
      if (--this.#waiting === 0) this.#last = undefined
    })
  }
}
