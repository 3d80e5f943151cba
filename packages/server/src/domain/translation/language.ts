/** Older codes that some services use, and others do not know. */
const ALIASES: Readonly<Record<string, string>> = { zt: 'zh-Hant', 'zh-cn': 'zh-Hans', 'zh-tw': 'zh-Hant' }

/** Returns the one of the codes that means the same language and script: `zh-Hans` is `zh` if there is only that. */
export function languageAmong(codes: readonly string[], wanted: string): string | undefined {
  const exact = codes.find((code) => code.toLowerCase() === wanted.toLowerCase())
  if (exact !== undefined) return exact
  const meaning = meaningOf(wanted)
  return meaning === undefined ? undefined : codes.find((code) => meaningOf(code) === meaning)
}

/** What people call a language; its code where nobody knows. */
export function languageNames(code: string): { name: string; nativeName: string } {
  return { name: nameIn('en', code), nativeName: nameIn(code, code) }
}

function nameIn(language: string, code: string): string {
  const known = ALIASES[code.toLowerCase()] ?? code
  try {
    return (
      new Intl.DisplayNames([ALIASES[language.toLowerCase()] ?? language], { type: 'language' }).of(known) ??
      code
    )
  } catch {
    return code
  }
}

/** Language and script; undefined for what is no code. */
function meaningOf(code: string): string | undefined {
  try {
    const { language, script } = new Intl.Locale(ALIASES[code.toLowerCase()] ?? code).maximize()
    return `${language}-${script}`
  } catch {
    return undefined
  }
}
