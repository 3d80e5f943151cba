/** The acting party. Together with the auth rule of an operation, it determines what is allowed. */
export type Actor =
  /** Holder of the app's credentials (app token, Agora app token). */
  | { kind: 'app' }
  /** Administrator of the organisation that owns the app. */
  | { kind: 'org'; org: string; username: string }
  /** A chat user; `device` is known on the socket, and if a REST call names its resource. */
  | { kind: 'user'; name: string; device: string | null }
  /** No token was given. */
  | { kind: 'nobody' }

/** A user who acts for themselves, with or without a device. */
export type Person = Extract<Actor, { kind: 'user' }>

/** Whether the actor may act on anything in the app. */
export function isAdmin(actor: Actor): boolean {
  return actor.kind === 'app' || actor.kind === 'org'
}

/** Whether the actor may act for a user: the user themselves, or an admin. @param user folded; null: belongs to no user. */
export function mayActFor(actor: Actor, user: string | null): boolean {
  return isAdmin(actor) || (actor.kind === 'user' && actor.name === user)
}

/** The acting device, which need not be notified of its own act; null if there is none. */
export function actingDevice(actor: Actor): string | null {
  return actor.kind === 'user' ? actor.device : null
}
