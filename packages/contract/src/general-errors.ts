import type { ErrorCode } from './error-table.ts'

/** Errors that any operation can answer, and when they occur, so that declarations do not repeat them. */
export const generalErrors: Readonly<Partial<Record<ErrorCode, string>>> = {
  'auth.required': 'no token, or the token of a user who may not do this',
  'auth.expired': 'the token has expired; for messages and files also: no token',
  'auth.corrupt':
    'the token was not issued by this server, or it is a user token where an app token is exchanged',
  'auth.foreign': 'the token belongs to another app',
  'auth.user_unknown': 'the user of the token has been deleted',
  'auth.user_inactive': 'the user of the token is banned',
  forbidden: 'the token is valid, but does not permit this operation',
  'app.unknown': 'there is no such app',
  'request.argument_illegal': 'the HTTP request or its body is malformed',
  'request.cursor_illegal': 'the cursor does not belong to this list',
  'request.parameter_unknown':
    'the query selects with `ql` or `filter`, which the operation does not support, or spells `limit` or `cursor` in another case',
  'request.json_invalid': 'the body is not JSON',
  'request.encoding_unsupported':
    'the body is compressed with something other than gzip, deflate or br, or is a compressed upload',
  'request.too_large': 'the body is larger than the app allows',
  'request.rate_limited':
    'more calls than documented, if the server enforces that; passwords after too many wrong ones; more passwords than can be hashed',
  'route.unknown': 'there is no such path',
  'route.method': 'the path exists, but not with this method',
  'route.not_built': 'the operation is declared, but not built yet',
  'server.busy': 'more to read or write than the database can take',
  'server.unavailable':
    'the database is unavailable, for a moment or longer; the request may have been carried out nevertheless',
  'server.storage_full': 'the disk of the server, or of its database, is full; nothing was stored',
  'server.error': 'a fault of the server; see its log',
}
