import type { SomeAdvice } from './advice.ts'

/** Webhooks, requests in general, the server itself. */
export const service = {
  'webhook.unknown': 'There is no such webhook. → `ringpost webhook list`.',
  'webhook.delivery_unknown': 'There is no such delivery, or it was removed after its time. → List them.',
  'webhook.field_illegal': 'The field named has a wrong type or value. → Correct it.',
  'webhook.url_illegal':
    'The URL is not http or https, or has a user name. → Correct it; use the secret to authenticate.',
  'webhook.url_internal':
    'The URL is in your own network, which apps may not reach. → `RINGPOST_ALLOW_INTERNAL_FETCH=on`, if owners of apps are trusted.',
  'webhook.exists': 'A webhook of this name exists. → Change that one, or choose another name.',
  'webhook.changed': 'Two changes came at the same time. → Try again.',
  'webhook.too_many': 'The app has as many webhooks as it may. → Remove one.',
  'webhook.secrets_unavailable': 'Secrets cannot be stored. → Set `RINGPOST_SECRET_KEY`.',
  'request.body_invalid': 'The body has the wrong shape. → Compare with the [endpoint](endpoints.md).',
  'request.json_invalid': 'The body is not JSON. → Correct it; the error says where.',
  'request.argument_illegal':
    'The HTTP request or its body is malformed. → Correct it; look at `Content-Length` and at what a proxy does.',
  'request.cursor_illegal':
    'The cursor does not belong to this list, or is from before an upgrade. → Begin at the first page.',
  'request.limit_illegal': '`limit` is no number in the range of this list. → Correct it.',
  'request.parameter_unknown':
    '`ql` or `filter` where it is not supported, or `limit` or `cursor` in another case. → Leave it out, or spell it as documented.',
  'query.illegal':
    '`ql` cannot be read; the error says where. → See [the language](../decisions/0024-query-language.md).',
  'query.missing': 'There is no `ql` where a condition is needed. → Send one.',
  'request.too_large': 'The body is larger than the app allows. → Send less; `requestBytes`.',
  'request.encoding_unsupported':
    'The body is compressed in a way that is not supported, or an upload is compressed. → Use gzip, deflate or br for JSON, nothing for uploads.',
  'request.rate_limited':
    'More calls than documented, if that is enforced; passwords after too many wrong ones; more passwords than can be hashed. → Wait for `Retry-After`, then go on.',
  'service.client_logs_full': 'The device has uploaded as many logs as it may. → Nothing; it tries again.',
  'route.unknown': 'There is no such path. → Check it; paths begin with `/{org}/{app}`.',
  'route.method': 'The path exists, but not with this method. → Check the method.',
  'route.not_built': 'The operation is declared, but not built. → See [compatibility](compatibility.md).',
  forbidden:
    'The token is valid, but does not permit this. → Use a token of the app, or of the user in the path.',
  'server.busy':
    'More to read or write than the database can take. → Try again after `Retry-After`; if it stays, add capacity.',
  'server.unavailable':
    'The database cannot be reached; the request may have been carried out nevertheless. → Try again; see `/readyz` and the log.',
  'server.storage_full':
    'The disk of the server or of its database is full; nothing was stored. → Free space; [retention](../retention.md).',
  'server.error': 'A fault of the server. → See its log, and report it.',
} as const satisfies SomeAdvice
