/** Who acts. Decides, together with the auth rule of an operation, what is allowed. */
export type Actor =
  /** Holder of the app's credentials (app token, Agora app token). */
  | { kind: 'app' }
  /** Administrator of the organisation that owns the app. */
  | { kind: 'org'; org: string; username: string }
  /** A chat user; `device` is known on the socket and where REST calls name their resource. */
  | { kind: 'user'; name: string; device: string | null }
  /** No token was given. */
  | { kind: 'nobody' }

/** A user who acts for himself, with a device or not. */
export type Person = Extract<Actor, { kind: 'user' }>

/** True for those who may act on anything in the app. */
export function isAdmin(actor: Actor): boolean {
  return actor.kind === 'app' || actor.kind === 'org'
}

/** Whether what is a user's own may be done: by that user, or by those who may act on anything. @param user folded; null: nobody's */
export function mayActFor(actor: Actor, user: string | null): boolean {
  return isAdmin(actor) || (actor.kind === 'user' && actor.name === user)
}

/** The device that acts, which needs not be told what it did; null when it is none. */
export function actingDevice(actor: Actor): string | null {
  return actor.kind === 'user' ? actor.device : null
}
