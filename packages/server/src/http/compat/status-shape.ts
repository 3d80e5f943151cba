import { users as operations } from '@ringpost/contract'
import type { Binding } from '../request-context.ts'

/**
 * Answers `GET users/{u}/status` with the list and result code of 2013 (seed 002; rest-messages-users.md §15), for apps whose
 * setting asks for it.
 */
export function withStatusShape(bindings: readonly Binding[]): Binding[] {
  return bindings.map((binding) =>
    binding.operation.id === operations.userStatus.id ? reshaped(binding) : binding,
  )
}

function reshaped({ operation, handle }: Binding): Binding {
  return {
    operation,
    async handle(context) {
      const result = await handle(context)
      if (context.app?.settings.statusShape !== 'array') return result
      const states = Object.entries(result.reply as Record<string, string>)
      const reply = states.map(([target_name, state]) => ({
        target_name,
        result_code: 200,
        result_content: { result: state },
      }))
      return { ...result, reply }
    },
  }
}
