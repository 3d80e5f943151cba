import type { ErrorCode } from './error-table.ts'

/** Errors that any operation can answer, so that declarations do not repeat them, and when they come. */
export const generalErrors: Readonly<Partial<Record<ErrorCode, string>>> = {
  'auth.required': 'no token, or the token of a user who may not do this',
  'auth.expired': 'the token has expired; for messages and files also: no token',
  'auth.corrupt': 'the token is none of ours, or a user token where an app token is exchanged',
  'auth.foreign': 'the token belongs to another app',
  'auth.user_unknown': 'the user of the token has been deleted',
  'auth.user_inactive': 'the user of the token is banned',
  forbidden: 'the token is good, but not for this',
  'app.unknown': 'there is no such app',
  'request.argument_illegal': 'HTTP or the body cannot be understood',
  'request.cursor_illegal': 'the cursor is none of this list',
  'request.parameter_unknown':
    'the query selects, by `ql` or `filter`, where the operation cannot, or by `limit` or `cursor` in another case',
  'request.json_invalid': 'the body is not JSON',
  'request.encoding_unsupported':
    'the body is compressed in another way than gzip, deflate or br, or is an upload and compressed',
  'request.too_large': 'the body is larger than the app allows',
  'request.rate_limited':
    'more calls than documented, where the server enforces that; passwords after too many wrong ones; more passwords than can be hashed',
  'route.unknown': 'there is no such path',
  'route.method': 'the path exists, with other methods',
  'route.not_built': 'the operation is declared, but not built yet',
  'server.busy': 'more to write than the disk takes',
  'server.unavailable':
    'the database is away, for a moment or longer; what was asked may have been done all the same',
  'server.storage_full': 'the disk of the server, or of its database, takes no more; nothing was kept',
  'server.error': 'our own fault; the log of the server says which',
}
