/** Goes on with a value: at once when it is known, so that who need not wait keeps the turn. */
export function onceKnown<Value, Result>(
  value: Value | Promise<Value>,
  next: (value: Value) => Result | Promise<Result>,
): Result | Promise<Result> {
  return value instanceof Promise ? value.then(next) : next(value)
}
