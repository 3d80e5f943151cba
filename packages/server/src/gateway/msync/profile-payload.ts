import { encodeJsonPayload } from '@ringpost/protocol'
import type { ProfileEvent } from '../../domain/events/profile-event.ts'

const types: Readonly<Record<ProfileEvent['to'], string>> = {
  self: 'user_metadata_updated',
  contact: 'contact_metadata_updated',
  follower: 'subscribe_metadata_updated',
}

/** Encodes changes of profiles as SDK 5 reads them; older SDKs ignore these types (sdk5.md §8.1). */
export function profilePayload({ profile, to }: ProfileEvent): Uint8Array {
  const { user, values, changedAt } = profile
  return encodeJsonPayload({
    type: types[to],
    data: { username: user, metadata: values, lastModified: changedAt },
  })
}
