/** Some of the users to be created are there already; none was created. */
export class UsersExist extends Error {
  override readonly name = 'UsersExist'
  readonly names: readonly string[]

  constructor(names: readonly string[]) {
    super(`${names.length} of the users exist`)
    this.names = names
  }
}
