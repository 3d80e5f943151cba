/** Our ids are whole numbers of at most 16 digits; longer ones come from another server. */
const ID = /^\d{1,16}$/

/** Parses a message id; undefined for text that cannot be an id of this server. */
export function messageId(text: string): number | undefined {
  const id = ID.test(text) ? Number(text) : 0
  return Number.isSafeInteger(id) && id > 0 ? id : undefined
}
