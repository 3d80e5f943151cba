/** Missing in TypeScript's library so far (https://tc39.es/proposal-json-parse-with-source/). */
declare global {
  interface JSON {
    rawJSON(text: string): object
  }
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const INTEGER = /^-?[1-9]\d*$/
const INT64_DIGITS = 19

/**
 * A number sent by an application that a JavaScript number would print differently: `1234567890123456789`, `1.0`, `1e400`, `-0`.
 * JSON.stringify writes the original digits; arithmetic and comparison use the nearest number, String() returns the digits.
 */
export class ExactNumber {
  readonly digits: string

  private constructor(digits: string) {
    this.digits = digits
  }

  /** Undefined for text that is not a JSON number. */
  static of(digits: string): ExactNumber | undefined {
    return NUMBER.test(digits) ? new ExactNumber(digits) : undefined
  }

  /** A JavaScript number if it has the same digits. @param digits a JSON number. */
  static nearest(digits: string): number | ExactNumber {
    const number = Number(digits)
    return String(number) === digits ? number : new ExactNumber(digits)
  }

  toJSON(): object {
    return JSON.rawJSON(this.digits)
  }

  toString(): string {
    return this.digits
  }

  valueOf(): number {
    return Number(this.digits)
  }

  /** The value, if it is written as an integer that fits a signed 64-bit one. */
  toInt64(): bigint | undefined {
    if (!INTEGER.test(this.digits) || this.digits.length > INT64_DIGITS + 1) return undefined
    const value = BigInt(this.digits)
    return BigInt.asIntN(64, value) === value ? value : undefined
  }

  /** Whether the nearest JavaScript number is equal, and only written differently. */
  get isRespelled(): boolean {
    const nearest = Number(this.digits)
    return Number.isFinite(nearest) && decimal(this.digits) === decimal(String(nearest))
  }
}

/** The same text for all spellings of a number: its digits without zeros at the ends, and the power of ten they start at. */
function decimal(number: string): string {
  const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(
    number,
  )!
  const digits = (whole! + fraction).replace(/^0+/, '')
  const scale = digits.length - fraction.length + Number(exponent)
  const significant = withoutZeros(digits)
  return significant === '' ? '0' : `${sign}${significant}e${scale}`
}

/** Not a regular expression, which would try every run of zeros inside. */
function withoutZeros(digits: string): string {
  let end = digits.length
  while (digits[end - 1] === '0') end--
  return digits.slice(0, end)
}
