// Node 22 has no AsyncDisposableStack. The parts of it that Ringpost uses; esbuild puts this in place of the global.
class Stack {
  #closers = []

  defer(close) {
    this.#closers.push(close)
  }

  move() {
    const moved = new Stack()
    moved.#closers = this.#closers
    this.#closers = []
    return moved
  }

  async disposeAsync() {
    const failures = []
    for (const close of this.#closers.splice(0).reverse()) {
      try {
        await close()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length === 1) throw failures[0]
    if (failures.length > 1) throw new AggregateError(failures, 'several parts could not be closed')
  }

  [Symbol.asyncDispose]() {
    return this.disposeAsync()
  }
}

const NativeOrStack = globalThis.AsyncDisposableStack ?? Stack

export { NativeOrStack as AsyncDisposableStack }
