import { HttpOutgoing } from '../fetch/http-outgoing.ts'
import { isPublicAddress } from '../fetch/public-address.ts'
import type { Config } from './config.ts'

/** Whether requests that owners of apps cause may go to an IP address. */
export function allowsAddress({ allowInternalFetch }: Pick<Config, 'allowInternalFetch'>) {
  return allowInternalFetch === 'on' ? () => true : isPublicAddress
}

export function openOutgoing(config: Pick<Config, 'allowInternalFetch'>): HttpOutgoing {
  return new HttpOutgoing({ allows: allowsAddress(config) })
}
