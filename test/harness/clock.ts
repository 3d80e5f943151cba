/**
 * Replaces the clock of this process, and so of the servers in it, until the result is disposed of: a test need not wait for what
 * expires, nor hurry before it does. Step at most 10 s: node numbers of clusters expire by the same clock. Monotonic time goes on
 * as before.
 * @param now maps what the real clock says to what `Date.now` is to return, both in ms since 1970.
 */
export function setClock(now: (real: number) => number): Disposable {
  const real = Date.now
  Date.now = () => now(real())
  return {
    [Symbol.dispose]() {
      Date.now = real
    },
  }
}

/** Sets the clock ahead. */
export function clockAhead(ms: number): Disposable {
  return setClock((real) => real + ms)
}
