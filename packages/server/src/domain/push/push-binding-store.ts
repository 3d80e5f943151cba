import type { PushBinding } from './push-binding.ts'

export interface PushBindingStore {
  /** Bindings of users, in order of user, device and certificate. */
  of(app: number, users: readonly string[]): Promise<PushBinding[]>
  get(
    app: number,
    key: Pick<PushBinding, 'user' | 'device' | 'certificate'>,
  ): Promise<PushBinding | undefined>
  /**
   * Binds a token, which leaves whoever else has it; nothing happens if there is no such user.
   * @param limit of a user beyond which those go that were bound first.
   */
  bind(app: number, binding: Omit<PushBinding, 'kicked'>, now: number, limit: number): Promise<void>
  /** @param certificate undefined: all of the device. */
  unbind(app: number, user: string, device: string, certificate?: string): Promise<void>
  /** Removes a dead token, unless the binding has another one by now. */
  drop(app: number, binding: Omit<PushBinding, 'kicked'>): Promise<void>
  /** @param devices any of the names that the device may have. */
  setKicked(app: number, user: string, devices: readonly string[], kicked: boolean): Promise<void>
}
