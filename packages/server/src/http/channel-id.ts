import type { ManagedKind } from '../domain/channels/channel.ts'

/** The id in the path of a group operation (`:group`) or room operation (`:room`). */
export function channelIdIn(kind: ManagedKind): (params: object) => string {
  return (params) => (params as Readonly<Record<ManagedKind, string>>)[kind]
}
