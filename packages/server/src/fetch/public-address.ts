import ipaddr from 'ipaddr.js'

/** Global unicast, the only part of IPv6 that contains hosts of the public internet (IANA "IPv6 Address Space"). */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * Whether an IP address belongs to the public internet and not to a special-purpose registry of IANA. Excluded are this machine,
 * its network, test and documentation nets, and every form of IPv6 that contains an IPv4 address a gateway may follow
 * (`::ffff:10.0.0.1`, `64:ff9b::…`, 6to4, Teredo). Only the notation of resolvers and URL parsers counts as an address: no zones,
 * no octal, hexadecimal or shortened IPv4.
 */
export function isPublicAddress(address: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return ipaddr.IPv4.parse(address).range() === 'unicast'
  if (!ipaddr.IPv6.isValid(address)) return false
  const parsed = ipaddr.IPv6.parse(address)
  return parsed.zoneId === undefined && parsed.match(globalUnicast) && parsed.range() === 'unicast'
}
