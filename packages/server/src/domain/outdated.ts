/** What a write was decided on is not there any more; nothing was written. Look again, and decide anew. */
export class Outdated extends Error {
  override readonly name = 'Outdated'
}
