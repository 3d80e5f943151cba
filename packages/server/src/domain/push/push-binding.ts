/** A device of a user, as a push service knows it; user, device and certificate identify it (push.md §1). */
export interface PushBinding {
  /** Folded name. */
  user: string
  /** Id that the app gives the device. */
  device: string
  /** Name of the certificate. */
  certificate: string
  /** Address of the app on the device. */
  token: string
  /** The device was kicked, and is not pushed to until it is back. */
  kicked: boolean
}
