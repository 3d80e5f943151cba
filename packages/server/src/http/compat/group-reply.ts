import { groups as operations } from '@ringpost/contract'
import type { Binding } from '../request-context.ts'

/**
 * Answers the creation of a group with the bare `{"groupid"}` of 2014 (seed 001; rest-groups-rooms.md §1.7), for apps whose
 * setting asks for it. Native SDKs, which ask for version 3, find the id only in `data` (native.md §8.2).
 */
export function withGroupReply(bindings: readonly Binding[]): Binding[] {
  return bindings.map((binding) =>
    binding.operation.id === operations.createGroup.id ? reshaped(binding) : binding,
  )
}

function reshaped({ operation, handle }: Binding): Binding {
  return {
    operation,
    async handle(context) {
      const result = await handle(context)
      const bare = context.app?.settings.groupReply === 'bare' && context.query.version !== 'v3'
      return bare ? { ...result, replyIn: 'bare' } : result
    },
  }
}
