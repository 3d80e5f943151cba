/** Random numbers from a seed (mulberry32), each from 0 up to 1. */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Numbers that a JavaScript number rounds, or writes in another way, and some that it does not. */
const NUMBERS = [
  '0 -0 0.0 -0.0 1 1.0 -1.50 0.1 0.1000 1e2 1E2 1e+2 1e-7 0.0000001 1e21 1e400 -1e400 1e-400 5e-324 4e-324 0e999',
  '9007199254740991 9007199254740992 9007199254740993 -9007199254740993 1234567890123456789 1152921504606846976',
  '9223372036854775807 9223372036854775808 -9223372036854775808 -9223372036854775809 18446744073709551615',
  '18446744073709551616 100000000000000000000000 3.14159265358979323846 0.30000000000000004 123456789.123456789',
  '2147483647 2147483648 -2147483649 1795294788482 39.90816 116.400',
]
  .join(' ')
  .split(' ')

/** Compact JSON of an object whose numbers are nasty, as text, because a value could not hold them. */
export function nastyObject(random: () => number, depth = 3): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const digits = () => Array.from({ length: 1 + Math.floor(random() * 25) }, () => pick([...'0123456789']))
  const number = () => {
    if (random() < 0.5) return pick(NUMBERS)
    const whole = `${pick(['', '-'])}${pick(['0', `${pick([...'123456789'])}${digits().join('')}`])}`
    const exponent = `${pick(['e', 'E'])}${pick(['', '+', '-'])}${Math.floor(random() * 500)}`
    return `${whole}${pick(['', `.${digits().join('')}`])}${pick(['', '', exponent])}`
  }
  const text = () => JSON.stringify(pick(['', '1.0', 'a "1.0" \\', '{"a":1.0}', 'é 环信 😀', '\n\t', 'e5']))
  const value = (left: number): string => {
    const kind = random()
    if (left > 0 && kind < 0.15) return object(left - 1)
    if (left > 0 && kind < 0.3)
      return `[${Array.from({ length: Math.floor(random() * 4) }, () => value(left - 1))}]`
    return kind < 0.8 ? number() : pick([text(), 'true', 'false', 'null'])
  }
  const object = (left: number): string =>
    `{${Array.from({ length: 1 + Math.floor(random() * 6) }, (_, n) => `"k${n}":${value(left)}`)}}`
  return object(depth)
}
