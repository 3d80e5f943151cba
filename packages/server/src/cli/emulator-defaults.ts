/**
 * Defaults of settings, by variable, for a server that tests use. It forgets everything, unless a place for data is named: a run must not find
 * what an earlier one has left.
 */
export function emulatorDefaults(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const isKept = ['RINGPOST_DATA', 'RINGPOST_DATABASE_URL', 'RINGPOST_CONFIG'].some((name) => env[name])
  return {
    HOST: '127.0.0.1',
    RINGPOST_EMULATOR: 'on',
    // The least that is allowed: tests register many users, and none of their passwords is worth anything.
    RINGPOST_PASSWORD_COST: '1024',
    ...(!isKept && { RINGPOST_STORAGE: 'memory' }),
  }
}
