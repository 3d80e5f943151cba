const wanted = new Set((process.env.RINGPOST_TEST_REQUIRE ?? '').split(/\s+/))

/**
 * Whether this run requires what some tests need (`postgres`, `nats` ...; `.ci/run` names all): then nothing is skipped for want of
 * it, so the tests fail.
 */
export function isRequired(what: string): boolean {
  return wanted.has(what)
}
