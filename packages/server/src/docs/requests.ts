import type { Method, Operation } from '@ringpost/contract'

/** One method and path of an operation; the path is in OpenAPI form, from the root of the server. */
export interface DocumentedRequest {
  method: Method
  path: string
  /** Names of the path parameters. */
  parameters: readonly string[]
  /** 0 for the canonical request, then the other spellings of the same operation. */
  variant: number
}

export function requestsOf({ scope, method, alsoMethods, path, alsoPaths }: Operation): DocumentedRequest[] {
  return [path, ...(alsoPaths ?? [])]
    .flatMap((eachPath) => [method, ...(alsoMethods ?? [])].map((each) => [each, eachPath] as const))
    .map(([each, eachPath], variant) => {
      const template = templateOf(eachPath, scope)
      const parameters = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
      return { method: each, path: template, parameters, variant }
    })
}

function templateOf(path: string, scope: Operation['scope']): string {
  const below = path.replaceAll(/:(\w+)/g, '{$1}')
  return scope === 'root' ? below : `/{org}/{app}${below}`
}
