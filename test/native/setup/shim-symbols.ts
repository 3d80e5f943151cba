import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../../harness/run-program.ts'
import { sources } from '../installation.ts'

/** Our sources that define symbols of Android's C library, as functions with `b_` in front of the name. */
export const shimSources = ['libc', 'sockets']
/** Names that our functions have, where it is not that. */
const renamed: Readonly<Record<string, string>> = {
  __errno: 'b_errno',
  __sF: 'b_sF',
  __FD_SET_chk: 'b_FD_SET_chk',
  __FD_CLR_chk: 'b_FD_CLR_chk',
  __FD_ISSET_chk: 'b_FD_ISSET_chk',
  android_set_abort_message: 'b_abort_message',
  __system_property_get: 'b_prop_get',
  pthread_mutex_lock: 'b_mutex_lock',
  pthread_mutex_trylock: 'b_mutex_trylock',
  pthread_mutex_unlock: 'b_mutex_unlock',
  pthread_mutexattr_init: 'b_mutexattr_init',
  pthread_mutexattr_settype: 'b_mutexattr_settype',
}

/**
 * Writes, for every symbol of version LIBC that the SDK's libraries import, either the directive that gives ours its name and
 * version, into `<source>.h` (it must be in the object that defines it), or a jump to glibc's of the same name, into `jumps.s`.
 */
export async function writeShimSymbols(libraries: readonly string[], folder: string): Promise<void> {
  const wanted = new Set<string>()
  for (const library of libraries)
    for (const [, name] of (await run('nm', ['-D', '--undefined-only', library])).matchAll(/ (\w+)@LIBC$/gm))
      wanted.add(name!)
  for (const source of shimSources) {
    const text = await readFile(join(sources, `${source}.c`), 'utf8')
    const directives: string[] = []
    for (const name of [...wanted].sort()) {
      const ours = renamed[name] ?? `b_${name}`
      if (!new RegExp(`^[^ /].*\\b${ours}[([]`, 'm').test(text)) continue
      wanted.delete(name)
      directives.push(`__asm__(".symver ${ours},${name}@LIBC");\n`)
    }
    await writeFile(join(folder, `${source}.h`), directives.join(''))
  }
  const jumps = [...wanted]
    .sort()
    .flatMap((name) => [
      `.globl t_${name}`,
      `.type t_${name},@function`,
      `t_${name}: jmp *${name}@GOTPCREL(%rip)`,
      `.symver t_${name},${name}@LIBC`,
    ])
  const head = ['.section .note.GNU-stack,"",@progbits', '.text']
  await writeFile(join(folder, 'jumps.s'), [...head, ...jumps, ''].join('\n'))
}
