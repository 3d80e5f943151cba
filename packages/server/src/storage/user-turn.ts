import type { SqlFlavour } from './sql-flavour.ts'

/**
 * What is written of users by others while their accounts are deleted: before, and goes with them, or after, and finds no user.
 * Undefined if transactions are serial anyway. Comes first in a transaction.
 */
export function userTurn(flavour: SqlFlavour, app: number, users: readonly string[]) {
  return flavour.turn(users.map((user) => `${app}/user/${user}`))
}
