import { type ErrorFact, forbidden, illegal } from './error-fact.ts'

/** Search for messages (search-streams-translation.md §1.3). The texts are ours: the documented ones are Chinese. */
export const searchErrors = {
  'search.parameter_illegal': { ...illegal('param {field} is illegal'), number: 4000005 },
  'search.too_complex': { ...illegal('the search has too many terms'), number: 4000006 },
  'search.not_active': { ...forbidden('message search is not active'), number: 4030204 },
} as const satisfies Record<string, ErrorFact>
