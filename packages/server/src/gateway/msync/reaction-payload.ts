import { encodeJsonPayload } from '@ringpost/protocol'
import type { ReactionEvent } from '../../domain/events/reaction-event.ts'
import { reactionJson } from './reaction-json.ts'

/**
 * Encodes a changed reaction as the SDKs read it (msync.md §10 "reaction"). Clients apply the reaction that has an `op`, and see from
 * it whether it is their own (presence-reactions-pins.md §2.4).
 */
export function reactionPayload({ reacted }: ReactionEvent): Uint8Array {
  const { message, place, by, changed, what, reactions, at } = reacted
  const op = [{ operator: by, reactionType: what === 'added' ? 'create' : 'delete' }]
  return encodeJsonPayload({
    type: 'reaction',
    data: [
      {
        messageId: String(message),
        from: by,
        to: place.id,
        channel_type: place.kind === 'user' ? 'chat' : 'groupchat',
        ts: at,
        reactions: reactions.map((each) => ({
          ...reactionJson(each),
          ...(each.reaction === changed && { op }),
        })),
      },
    ],
  })
}
