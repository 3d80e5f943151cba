/** Meanings by field. A dotted key is a field of an object (`pagination.page`), without the indexes of arrays. */
export type FieldWords = Readonly<Record<string, string>>

/**
 * What the documentation says about the operations of one area, apart from the declarations: they are needed at every start,
 * and stay readable without these texts.
 *
 * A key of `asked` or `answered` is a field that means the same in all operations of the area, or `act: field` where it means
 * something else in one operation (`send: target`). A text that stands in the schema itself comes first.
 */
export interface AreaWords {
  /** What the summary leaves unsaid, by act. */
  acts?: Readonly<Record<string, string>>
  /** The result as a whole, where it is not an object, by act. */
  results?: Readonly<Record<string, string>>
  /** Query parameters, and fields of bodies. */
  asked?: FieldWords
  /** Fields of replies. */
  answered?: FieldWords
}
