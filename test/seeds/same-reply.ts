import assert from 'node:assert/strict'

/** Values that differ from call to call: only their format is compared. */
const forms: readonly [field: RegExp, form: RegExp][] = [
  [/(^|\.)(application|uuid)$/, /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/],
  [/\.share-secret$/, /^[\w-]{20,}$/],
  [/^data\.0\.url$/, /^https?:\/\/\S+\?(?=.*\bExpires=\d+)(?=.*\bOSSAccessKeyId=)(?=.*\bSignature=)/],
  [/^data\.(msg_id|user2|\d{13,})$|(^|\.)groupid$/, /^\d{13,19}$/],
]

/**
 * Checks that every field in the document is present, with the same type and value, unless the value differs from call
 * to call. An array in the document stands for a list of such elements, an empty one for an empty list.
 */
export function assertSameReply(shown: unknown, actual: unknown, field = ''): void {
  const form = forms.find(([pattern]) => pattern.test(field))?.[1]
  if (form !== undefined) assert.match(String(actual), form, field)
  else if (Array.isArray(shown)) {
    assert.ok(Array.isArray(actual), `${field} is not an array`)
    assert.equal(actual.length, shown.length, `${field} has ${actual.length} elements`)
    for (const [i, each] of shown.entries()) assertSameReply(each, actual[i], `${field}.${i}`)
  } else if (typeof shown === 'object' && shown !== null) {
    assert.ok(typeof actual === 'object' && actual !== null, `${field} is not an object`)
    for (const [name, value] of Object.entries(shown)) {
      assert.ok(name in actual, `${field}.${name} is missing`)
      assertSameReply(
        value,
        (actual as Record<string, unknown>)[name],
        field === '' ? name : `${field}.${name}`,
      )
    }
  } else if (typeof shown === 'number') assert.equal(typeof actual, 'number', field)
  else assert.deepEqual(actual, shown, field)
}
