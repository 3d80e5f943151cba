import { ApiError } from '@ringpost/contract'
import type { App } from '../domain/tenancy/app.ts'
import type { AppRegistry } from '../domain/tenancy/app-registry.ts'
import type { OperationRouter, RouteMatch } from './operation-router.ts'

/** The route of a request, and the app that its path names. */
export interface FoundRoute {
  app: App | undefined
  /** Without the app. */
  path: string
  match: RouteMatch
}

/** @throws ApiError `app.unknown`, `route.unknown`, `route.method`. */
export function findRoute(
  { router, apps }: { router: OperationRouter; apps: AppRegistry },
  method: string,
  path: string,
): FoundRoute {
  const root = router.find('root', method, path)
  if (root !== undefined) {
    // Some paths name the app somewhere other than at the start.
    const { org, app: name } = root.params
    const app = org === undefined || name === undefined ? undefined : apps.get(org, name)
    return { app, path, match: root }
  }
  const [, first = '', second = '', ...rest] = path.split('/')
  const below = `/${rest.join('/')}`
  const app =
    first === 'app-id' ? apps.byAppId(second) : apps.get(decodeSegment(first), decodeSegment(second))
  const match = app && router.find('app', method, below)
  if (app !== undefined && match !== undefined) return { app, path: below, match }
  if (router.knows('root', path)) throw new ApiError('route.method')
  if (second === '' || rest.length === 0) throw new ApiError('route.unknown')
  if (app === undefined) throw new ApiError('app.unknown', { org: first, app: second, path: below })
  throw new ApiError(router.knows('app', below) ? 'route.method' : 'route.unknown')
}

function decodeSegment(segment: string): string {
  if (!segment.includes('%')) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
