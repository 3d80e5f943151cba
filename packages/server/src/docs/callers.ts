import { type Operation, type SdkCall, sdkCalls, seedCalls } from '@ringpost/contract'

/** Who calls an operation, as far as it is known. */
export interface Callers {
  /** Numbers of the seed documents. */
  seeds: readonly string[]
  sdk: readonly SdkCall[]
  /** The vendors' server documents have it. */
  documents: boolean
}

export function callersOf({ id, source }: Operation): Callers {
  const seeds = seedCalls.filter(({ operation }) => operation === id).map(({ seed }) => seed)
  return {
    seeds: [...new Set(seeds)],
    sdk: sdkCalls.filter(({ operation }) => operation === id),
    documents: /rest-[a-z-]+\.md/.test(source),
  }
}

/** `seeds 000, 001 · SDK G1 · documents` */
export function callersText(operation: Operation): string {
  const { seeds, sdk, documents } = callersOf(operation)
  return [
    ...(seeds.length === 0 ? [] : [`${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}`]),
    ...(sdk.length === 0 ? [] : [`SDK ${sdk.map(({ row }) => row).join(', ')}`]),
    ...(documents ? ['documents'] : []),
  ].join(' · ')
}
