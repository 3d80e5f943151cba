export interface Detected {
  /** Code of the language. */
  language: string
  /** How certain that is, 0 to 1. */
  score: number
}

export interface Translated {
  text: string
  /** The language of the original, if it was not given. */
  detected?: Detected | undefined
}

/** A service that translates. Its methods throw {@link ProviderFault}. */
export interface Translator {
  /** Codes of the languages into which it translates. */
  languages(): Promise<readonly string[]>
  /**
   * @param from code of the language of the text; undefined: to be detected.
   * @param to one of `languages`.
   */
  translate(text: string, from: string | undefined, to: string): Promise<Translated>
  detect(text: string): Promise<Detected>
}
