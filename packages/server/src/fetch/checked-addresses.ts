import { lookup as resolve } from 'node:dns/promises'
import { isIP } from 'node:net'

export interface IpAddress {
  address: string
  /** 4 or 6. */
  family: number
}

/** A host has no address, or one that requests must not go to. */
export class AddressFault extends Error {
  override readonly name = 'AddressFault'
  readonly isForbidden: boolean

  constructor(message: string, { isForbidden }: { isForbidden: boolean }) {
    super(message)
    this.isForbidden = isForbidden
  }
}

/** The host of a URL as resolvers want it: the brackets of an IPv6 address belong to the URL only. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '')
}

/**
 * Resolves a host. A connection must go to one of these addresses: the name can resolve to others a moment later.
 * @param allows whether connecting to an IP address is allowed; a host is refused if any of its addresses is.
 * @throws AddressFault
 */
export async function checkedAddresses(
  host: string,
  allows: (address: string) => boolean,
): Promise<IpAddress[]> {
  const family = isIP(host)
  const found =
    family !== 0
      ? [{ address: host, family }]
      : await resolve(host, { all: true }).catch(() => {
          throw new AddressFault('its host is unknown', { isForbidden: false })
        })
  if (!found.every(({ address }) => allows(address)))
    throw new AddressFault('its address is not on the public internet', { isForbidden: true })
  return found
}
