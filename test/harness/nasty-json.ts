import type { Random } from './random.ts'

/** Numbers that JavaScript rounds or writes differently, and some that it does not. */
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
export function nastyObject(random: Random, depth = 3): string {
  const digits = () => Array.from({ length: 1 + random.below(25) }, () => random.of([...'0123456789']))
  const number = () => {
    if (random.next() < 0.5) return random.of(NUMBERS)
    const whole = `${random.of(['', '-'])}${random.of(['0', `${random.of([...'123456789'])}${digits().join('')}`])}`
    const exponent = `${random.of(['e', 'E'])}${random.of(['', '+', '-'])}${random.below(500)}`
    return `${whole}${random.of(['', `.${digits().join('')}`])}${random.of(['', '', exponent])}`
  }
  const text = () =>
    JSON.stringify(random.of(['', '1.0', 'a "1.0" \\', '{"a":1.0}', 'é 环信 😀', '\n\t', 'e5']))
  const value = (left: number): string => {
    const kind = random.next()
    if (left > 0 && kind < 0.15) return object(left - 1)
    if (left > 0 && kind < 0.3) return `[${Array.from({ length: random.below(4) }, () => value(left - 1))}]`
    return kind < 0.8 ? number() : random.of([text(), 'true', 'false', 'null'])
  }
  const object = (left: number): string =>
    `{${Array.from({ length: 1 + random.below(6) }, (_, n) => `"k${n}":${value(left)}`)}}`
  return object(depth)
}
