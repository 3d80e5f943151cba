import { type ErrorFact, forbidden, illegal } from './error-fact.ts'

const EXCEPTION = 'EmulatorException'

/** The emulator, which only tests call (decision 0052). The texts are for people who read a failed test. */
export const testingErrors = {
  'testing.off': {
    status: 404,
    error: 'emulator_off',
    exception: EXCEPTION,
    description:
      'the emulator is off: start the server with "ringpost start --emulator", or set RINGPOST_EMULATOR',
  },
  'testing.foreign': forbidden(
    'only programs on the machine of the server may call the emulator, directly and not from web pages: set RINGPOST_EMULATOR to a token for others',
  ),
  'testing.token_wrong': {
    status: 401,
    error: 'unauthorized',
    exception: EXCEPTION,
    description: 'the emulator wants the token in RINGPOST_EMULATOR, as "Authorization: Bearer"',
  },
  'testing.field_illegal': illegal('{field} is illegal'),
  'testing.setting_illegal': illegal('{reason}'),
  'testing.apps_full': illegal('there are {limit} apps: delete those that are not used any more'),
  'testing.seed_illegal': illegal('the seed is illegal: {reason}'),
  'testing.clock_illegal': illegal('{reason}'),
  'testing.nothing_fitting': {
    status: 408,
    error: 'nothing_fitting',
    exception: EXCEPTION,
    description: 'no message that fits within {ms} ms; {arrived}',
  },
  'testing.fault_illegal': illegal('the fault is illegal: {reason}'),
  'testing.fault_unknown': {
    status: 404,
    error: 'service_resource_not_found',
    exception: EXCEPTION,
    description: 'there is no fault {id}',
  },
  'testing.was_reset': {
    status: 409,
    error: 'was_reset',
    exception: EXCEPTION,
    description: 'the app was reset or deleted meanwhile',
  },
} as const satisfies Record<string, ErrorFact>
