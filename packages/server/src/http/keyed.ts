/**
 * An object keyed by names or ids. On a plain object, V8 would create and keep a hidden class for every new key: with 50,000
 * groups that was a tenth of the cost of a message.
 */
export function keyed<Value>(entries: Iterable<readonly [string, Value]>): Record<string, Value> {
  const object: Record<string, Value> = Object.create(null)
  for (const [key, value] of entries) object[key] = value
  return object
}
