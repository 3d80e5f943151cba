import type { PackageBuild } from './build-package.ts'
import { writeClientTypes } from './client-types.ts'
import { emitTypes } from './emit-types.ts'
import { routeTable } from './route-table.ts'

/** What is published, by the short name of its folder in build/stage. */
export const packages: Readonly<Record<string, Omit<PackageBuild, 'root' | 'stage'>>> = {
  ringpost: { folder: 'packages/server', platform: 'node', folders: { site: 'build/site' } },
  client: {
    folder: 'packages/client',
    platform: 'browser',
    plugins: [routeTable],
    writeTypes: writeClientTypes,
  },
  testing: {
    folder: 'packages/testing',
    platform: 'node',
    beside: ['ringpost'],
    writeTypes: (root, out) => emitTypes(root, 'packages/testing', out),
  },
}
