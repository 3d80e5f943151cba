import { Type } from 'typebox'
import { faults } from '../fault.ts'
import { operation } from '../operation.ts'

const rate = { calls: 100, seconds: 1 }
const Bytes = Type.String({ format: 'binary' })

/** What SDK 5 says of an upload (sdk5.md §6.3); of these the server needs the first. */
const Sdk5Upload = {
  imageType: Type.Optional(
    Type.String({ description: '`origin` or `large`: an image that clients show by its bare URL' }),
  ),
  width: Type.Optional(Type.String()),
  height: Type.Optional(Type.String()),
  md5: Type.Optional(Type.String()),
}

/** The reply to an upload; `file-metadata` is the 2014 addition that the web SDK reads (sdk-rest-calls.md F1). */
const ChatFile = Type.Object(
  {
    uuid: Type.String(),
    type: Type.Literal('chatfile'),
    created: Type.Number(),
    modified: Type.Number(),
    'file-metadata': Type.Object({
      'content-type': Type.String(),
      'content-length': Type.Number(),
      'last-modified': Type.Number(),
    }),
    'share-secret': Type.String(),
  },
  { title: 'UploadedFile' },
)

export const uploadFile = operation({
  id: 'files.upload',
  method: 'POST',
  path: '/chatfiles',
  auth: 'user',
  tokenWording: 'expired',
  generation: 'G1',
  summary:
    'Upload a file as the part `file` of a multipart form. The header restrict-access: true makes its share-secret necessary for download; thumbnail-width and thumbnail-height (headers or form fields) set the size of an image’s thumbnail',
  source: 'seed 003 "文件上传"; rest-messages-users.md §8 X1; sdk-rest-calls.md F1',
  streams: 'in',
  form: Type.Object({
    file: Bytes,
    'restrict-access': Type.Optional(Type.String()),
    'thumbnail-width': Type.Optional(Type.String()),
    'thumbnail-height': Type.Optional(Type.String()),
  }),
  query: Type.Object({
    'chat-type': Type.Optional(Type.String()),
    'chat-target': Type.Optional(Type.String()),
    ...Sdk5Upload,
  }),
  reply: Type.Array(ChatFile),
  replyIn: 'entities',
  envelope: { path: '/chatfiles' },
  errors: ['file.missing', 'file.too_large', 'request.argument_illegal', 'file.store_unavailable'],
  rate,
})

export const downloadFile = operation({
  id: 'files.download',
  method: 'GET',
  path: '/chatfiles/:file',
  // Access depends on the file and on what the request carries: nothing, the file's secret, or a token of the app.
  auth: 'public',
  generation: 'G1',
  summary:
    'The bytes of a file; with thumbnail=true (header or query) or size=small (query) its thumbnail, with vframe=true (query) the first frame of a video. A restricted file requires its share-secret (header or query) or a token of the app. If files are kept in S3 and RINGPOST_S3_REDIRECT is on, em-redirect=true answers 302 with a link that is valid for an hour',
  source:
    'seed 003 "文件下载", "下载缩略图"; rest-messages-users.md §8 X2, X3; sdk-rest-calls.md F2; sdk5.md §6.4',
  streams: 'out',
  query: Type.Object({
    'share-secret': Type.Optional(Type.String()),
    thumbnail: Type.Optional(Type.String()),
    vframe: Type.Optional(Type.String()),
    size: Type.Optional(Type.String({ description: 'Of an image: `small` or `large`' })),
    'em-redirect': Type.Optional(Type.String()),
  }),
  errors: [
    'file.unknown',
    'file.expired',
    'file.secret_wrong',
    'file.frame_none',
    'file.frame_unsupported',
    'file.store_unavailable',
    'auth.expired',
    'auth.corrupt',
    'auth.foreign',
  ],
  rate,
})

export const fileExists = operation({
  id: 'files.exists',
  method: 'GET',
  path: '/chatfiles/exists',
  auth: 'user',
  generation: 'client',
  summary:
    'Whether a file with this hash need not be uploaded again: never, since whoever knows a hash need not have the file',
  source: 'sdk5.md §6.3',
  query: Type.Object({ md5: Type.Optional(Type.String()), imageType: Type.Optional(Type.String()) }),
  replyIn: 'entities',
  reply: Type.Array(Type.Object({ exists: Type.Literal(false) })),
  rate,
})

export const setFileLifetime = operation({
  id: 'files.setLifetime',
  method: 'PUT',
  alsoMethods: ['POST'],
  path: '/users/:username/chatfiles/lifetime',
  auth: 'user',
  tokenWording: 'expired',
  generation: 'G2',
  summary:
    'Set how long up to 100 files are kept: default (from the upload), refresh (from now) or forever; data holds success or failed for each',
  source: 'rest-messages-users.md §8 X4, §17 "lifetime verb"',
  body: Type.Object({
    lifetime: Type.Union([Type.Literal('default'), Type.Literal('refresh'), Type.Literal('forever')], {
      ...faults({ required: 'file.lifetime_illegal', else: 'file.lifetime_illegal' }),
    }),
    chatfile_ids: Type.Array(Type.String(), { maxItems: 100, ...faults({ maxItems: 'file.ids_too_many' }) }),
  }),
  reply: Type.Record(Type.String(), Type.Union([Type.Literal('success'), Type.Literal('failed')])),
  errors: [
    'file.lifetime_illegal',
    'file.ids_too_many',
    'request.argument_illegal',
    'forbidden',
    'user.unknown',
  ],
  rate,
})

/** Upload in parts, which the web SDK tries first for files over 7.5 MiB; on any JSON error it falls back to `files.upload`. */
const parts = { auth: 'user', tokenWording: 'expired', generation: 'client', rate } as const

export const beginPartUpload = operation({
  ...parts,
  id: 'files.beginParts',
  method: 'POST',
  path: '/sdk/chatfiles/part-upload',
  summary: 'Begin an upload in parts; returns its id, the largest file size and the smallest part size',
  source: 'sdk-rest-calls.md F3, §9 item 13',
  replyIn: 'entities',
  reply: Type.Array(
    Type.Object({ uuid: Type.String(), file_upper_limit: Type.Number(), part_lower_limit: Type.Number() }),
  ),
})

export const uploadPart = operation({
  ...parts,
  id: 'files.uploadPart',
  method: 'PUT',
  path: '/sdk/chatfiles/part-upload/:upload',
  summary: 'One part of a file (multipart: part_file, part_number from 1)',
  source: 'sdk-rest-calls.md F4',
  streams: 'in',
  form: Type.Object({ part_file: Bytes, part_number: Type.String() }),
  reply: Type.Object({ uuid: Type.String(), part_number: Type.Number() }),
  errors: [
    'file.upload_unknown',
    'file.part_number_illegal',
    'file.missing',
    'file.too_large',
    'request.argument_illegal',
  ],
})

export const completePartUpload = operation({
  ...parts,
  id: 'files.completeParts',
  method: 'POST',
  path: '/sdk/chatfiles/part-upload/:upload',
  summary: 'Assemble the uploaded parts into a file; replies like files.upload',
  source: 'sdk-rest-calls.md F5',
  replyIn: 'entities',
  envelope: { path: '/chatfiles' },
  query: Type.Object({
    'restrict-access': Type.Optional(Type.String()),
    'thumbnail-width': Type.Optional(Type.String()),
    'thumbnail-height': Type.Optional(Type.String()),
    'chat-type': Type.Optional(Type.String()),
    'chat-target': Type.Optional(Type.String()),
    ...Sdk5Upload,
  }),
  reply: Type.Array(ChatFile),
  errors: ['file.upload_unknown', 'file.parts_missing', 'file.too_large'],
})

export const abortPartUpload = operation({
  ...parts,
  id: 'files.abortParts',
  method: 'DELETE',
  path: '/sdk/chatfiles/part-upload/:upload',
  summary: 'Abort an upload in parts',
  source: 'sdk-rest-calls.md F6',
  reply: Type.Object({ result: Type.Literal(true) }),
  errors: ['file.upload_unknown'],
})
