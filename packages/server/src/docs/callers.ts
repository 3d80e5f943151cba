import { type Operation, sdkCalls, seedCalls } from '@ringpost/contract'

/** Known callers of an operation: `seeds 000, 001 · SDK G1 · documents`. */
export function callersText({ id, source }: Operation): string {
  const seeds = new Set(seedCalls.filter(({ operation }) => operation === id).map(({ seed }) => seed))
  const rows = sdkCalls.filter(({ operation }) => operation === id).map(({ row }) => row)
  const documented = /\brest-(?:groups-rooms|messages-users)\.md/.test(source)
  return [
    ...(seeds.size === 0 ? [] : [`${seeds.size === 1 ? 'seed' : 'seeds'} ${[...seeds].join(', ')}`]),
    ...(rows.length === 0 ? [] : [`SDK ${rows.join(', ')}`]),
    ...(documented ? ['documents'] : []),
  ].join(' · ')
}
