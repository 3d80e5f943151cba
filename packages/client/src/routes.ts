import { allOperations } from '@ringpost/contract'

/** What a call has to know of an operation while it runs. */
export interface Route {
  method: string
  /** Path below the app, or below the server if it is of the root. */
  path: string
  isRoot?: boolean
  isForm?: boolean
  streams?: 'in' | 'out'
  /** Place of the result in the reply. */
  replyIn: 'data' | 'entities' | 'bare'
  isPublic?: boolean
}

/** Routes by the ids of operations. Published packages contain the table alone, without the declarations that it comes from. */
export const routes: Readonly<Record<string, Route>> = Object.fromEntries(
  allOperations.map(({ id, method, path, scope, bodyIn, streams, replyIn = 'data', auth }) => [
    id,
    {
      method,
      path,
      ...(scope === 'root' ? { isRoot: true } : {}),
      ...(bodyIn === 'form' ? { isForm: true } : {}),
      ...(streams === undefined ? {} : { streams }),
      replyIn,
      ...(auth === 'public' ? { isPublic: true } : {}),
    },
  ]),
)
