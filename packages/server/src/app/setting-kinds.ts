/** The values that a setting takes and the parser of its text, in one place so that the two agree on the bounds. */
export interface SettingKind<T> {
  /** Describes the values. */
  wants: string
  /** @throws Error without a message if the text is not what `wants` describes. */
  parse(text: string): T
}

export function whole(least: number, most: number): SettingKind<number> {
  return {
    wants: `a whole number from ${least} to ${most}`,
    parse(text) {
      const number = Number(text)
      if (text.trim() === '' || !Number.isInteger(number) || number < least || number > most)
        throw new Error()
      return number
    },
  }
}

export function powerOfTwo(least: number, most: number): SettingKind<number> {
  return {
    wants: `a power of two from ${least} to ${most}`,
    parse(text) {
      const number = whole(least, most).parse(text)
      if ((number & (number - 1)) !== 0) throw new Error()
      return number
    },
  }
}

export function oneOf<const T extends string>(...choices: readonly T[]): SettingKind<T> {
  return {
    wants: `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`,
    parse(text) {
      const choice = choices.find((each) => each === text)
      if (choice === undefined) throw new Error()
      return choice
    },
  }
}

/** Text that matches a pattern. */
export function matching(wants: string, pattern: RegExp): SettingKind<string> {
  return {
    wants,
    parse(text) {
      if (!pattern.test(text)) throw new Error()
      return text
    },
  }
}

/** Any text that is not empty. */
export function filled(wants: string): SettingKind<string> {
  return matching(wants, /./s)
}

/** Text without white space. */
export function word(wants: string): SettingKind<string> {
  return matching(wants, /^\S+$/)
}

/** An address without a path; parsed to its origin. */
export const httpOrigin: SettingKind<string> = {
  wants: 'http(s)://host[:port] without a path',
  parse(text) {
    const { protocol, pathname, origin } = new URL(text)
    if (!/^https?:$/.test(protocol) || pathname !== '/') throw new Error()
    return origin
  },
}

/** An address that paths are appended to; parsed without the slash at its end. */
export const serviceUrl: SettingKind<string> = {
  wants: 'http(s)://host[:port][/path]',
  parse(text) {
    const { protocol, origin, pathname, search, hash, username } = new URL(text)
    if (!/^https?:$/.test(protocol) || search !== '' || hash !== '' || username !== '') throw new Error()
    return origin + pathname.replace(/\/+$/, '')
  },
}

/** URLs with certain protocols, comma-separated if `several` is set; kept as written. */
export function urls(wants: string, protocols: RegExp, { several = false } = {}): SettingKind<string> {
  return {
    wants,
    parse(text) {
      for (const each of several ? text.split(',') : [text]) {
        const { protocol, hostname } = new URL(each.trim())
        if (!protocols.test(protocol) || (several && hostname === '')) throw new Error()
      }
      return text
    },
  }
}

/** The same, or empty: undefined. */
export function optional<T>({ wants, parse }: SettingKind<T>): SettingKind<T | undefined> {
  return { wants, parse: (text) => (text === '' ? undefined : parse(text)) }
}

/** A key in base64. @param least bytes. */
export function keyBytes(least: number): SettingKind<Uint8Array> {
  return {
    wants: `at least ${least} bytes in base64`,
    parse(text) {
      const bytes = Buffer.from(text, 'base64')
      if (!/^[A-Za-z0-9+/_-]+=*$/.test(text) || bytes.length < least) throw new Error()
      return bytes
    },
  }
}
