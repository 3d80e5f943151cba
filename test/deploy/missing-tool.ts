import { findProgram } from '../harness/find-programs.ts'
import { isRequired } from '../harness/required.ts'

/** For `skip`: what to install; false if it is there, or if the run requires it. */
export function without(name: string, from: string): string | false {
  if (findProgram(name) !== undefined || isRequired('deploy')) return false
  return `no ${name}: install ${from}`
}
