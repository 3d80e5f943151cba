import type { Method, Operation } from '@ringpost/contract'
import findMyWay, { type HTTPVersion, type Instance } from 'find-my-way'
import { bodyValidator } from './body-validator.ts'
import type { Binding } from './request-context.ts'
import { selectionGuard } from './selection-guard.ts'

/** A declared operation, ready to be served. */
export interface Route {
  operation: Operation
  /** Undefined for operations that are declared but not built. */
  handle: Binding['handle'] | undefined
  validate: (body: unknown) => unknown
  /** @throws ApiError for selecting parameters that the operation does not support. */
  guard: (query: Readonly<Record<string, string>>) => void
}

export interface RouteMatch {
  route: Route
  params: Readonly<Record<string, string>>
}

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD'] as const satisfies readonly (Method | 'HEAD')[]
/** Path segments may hold comma-separated lists of up to a hundred names (client-quirks.md Q19). */
const MAX_SEGMENT = 8192

/** Finds operations by method and path: one router for `/…`, one for paths below an app. */
export class OperationRouter {
  readonly #root = newRouter()
  readonly #app = newRouter()

  /** @param operations all declared operations; @param bindings the code of those that are built. */
  constructor(operations: readonly Operation[], bindings: readonly Binding[]) {
    const handlers = new Map(bindings.map(({ operation, handle }) => [operation.id, handle]))
    for (const operation of operations) {
      const route: Route = {
        operation,
        handle: handlers.get(operation.id),
        validate: bodyValidator(operation),
        guard: selectionGuard(operation),
      }
      const router = operation.scope === 'root' ? this.#root : this.#app
      for (const path of [operation.path, ...(operation.alsoPaths ?? [])]) {
        const accepted: readonly Method[] = [operation.method, ...(operation.alsoMethods ?? [])]
        for (const method of accepted) router.on(method, path, noop, route)
        // Node omits the body of a HEAD response (RFC 9110 §9.3.2).
        if (accepted.includes('GET')) router.on('HEAD', path, noop, route)
      }
    }
  }

  find(scope: 'root' | 'app', method: string, path: string): RouteMatch | undefined {
    const found = isMethod(method) ? this.#router(scope).find(method, path) : null
    return found === null
      ? undefined
      : { route: found.store as Route, params: found.params as Record<string, string> }
  }

  /** Whether the path exists, for any method. */
  knows(scope: 'root' | 'app', path: string): boolean {
    return methods.some((method) => this.#router(scope).find(method, path) !== null)
  }

  #router(scope: 'root' | 'app'): Instance<HTTPVersion.V1> {
    return scope === 'root' ? this.#root : this.#app
  }
}

function newRouter(): Instance<HTTPVersion.V1> {
  return findMyWay({ ignoreTrailingSlash: true, caseSensitive: true, maxParamLength: MAX_SEGMENT })
}

function isMethod(method: string): method is (typeof methods)[number] {
  return (methods as readonly string[]).includes(method)
}

/** The router only looks routes up, it never runs them. */
function noop(): void {}
