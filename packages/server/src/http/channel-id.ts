import type { ManagedKind } from '../domain/channels/channel.ts'

/** The id in the path of an operation of groups, `:group`, or of rooms, `:room`. */
export function channelIdIn(kind: ManagedKind): (params: object) => string {
  return (params) => (params as Readonly<Record<ManagedKind, string>>)[kind]
}
