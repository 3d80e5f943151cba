import type { SomeAdvice } from './advice.ts'

/** The emulator. */
export const testing = {
  'testing.off':
    'A test talks to a server that is no emulator. → Start it with `ringpost start --emulator`, never in production.',
  'testing.fault_illegal':
    'The fault names no place or effect, several of them, or some that do not go together. → The description says which; [endpoints](endpoints.md) list all.',
  'testing.fault_unknown': 'The fault was removed, or the app reset since. → List the faults of the app.',
  'testing.foreign':
    'The call comes from another machine, through a proxy, or from a web page. → Set `RINGPOST_EMULATOR` to a token and send it.',
  'testing.token_wrong':
    'The token is missing or wrong. → Send the value of `RINGPOST_EMULATOR` as `Authorization: Bearer …`.',
  'testing.field_illegal': 'The field named has a wrong type or value. → Correct it.',
  'testing.setting_illegal': 'A setting of the app to make is unknown or has an illegal value. → Correct it.',
  'testing.apps_full': 'Tests have made as many apps as the emulator keeps. → Delete those that are over.',
  'testing.seed_illegal': 'The seed cannot be applied; the error says why. → Correct it.',
  'testing.clock_illegal':
    'The clock of the server was to go back, or beyond the year 2100; ids and stored data bear its time. → Start another server for a test that needs an earlier time.',
  'testing.nothing_fitting':
    'No message that fits came in time; the error lists what did arrive. → Correct the condition, or wait longer.',
  'testing.was_reset': 'Another test reset or deleted the app meanwhile. → Give each test an app of its own.',
} as const satisfies SomeAdvice
