import type { AreaWords } from './area-words.ts'

const hash = 'MD5 of the file in hexadecimal; not needed'

export const files: AreaWords = {
  acts: {
    upload:
      'The message that carries the file names it by its URL, `https://{host}/{org}/{app}/chatfiles/{uuid}`, and by the share-secret if it is restricted.',
    download: 'Ranges (`Range: bytes=…`) and HEAD work, too.',
    beginParts: 'Then send the parts with `files.uploadPart` and end with `files.completeParts`.',
  },
  results: {
    upload: 'A list of the one file',
    exists: 'A list of one answer',
    setLifetime: '`success` or `failed`, by UUID',
    beginParts: 'A list of the one upload',
    completeParts: 'A list of the one file',
  },
  asked: {
    'chat-type': 'Kind of the conversation that the file is for; not needed',
    'chat-target': 'The conversation that the file is for; not needed',
    width: 'Width of the image in pixels; not needed',
    height: 'Height of the image in pixels; not needed',
    md5: hash,
    imageType: 'Kind of image, as in `files.upload`',
    'share-secret': 'Secret of a restricted file; may also be a header',
    thumbnail: '`true`: the thumbnail of an image; may also be a header',
    vframe: '`true`: the first frame of a video',
    'em-redirect': '`true`: answer 302 with a link, if the server gives links',
    'restrict-access': '`true`: downloads need the share-secret of the file',
    'thumbnail-width': 'Width of the thumbnail of an image, in pixels',
    'thumbnail-height': 'Height of the thumbnail of an image, in pixels',
    lifetime:
      '`default`: as long as the app keeps files, from the upload on; `refresh`: as long, from now on; `forever`: until the message is recalled',
    chatfile_ids: 'UUIDs of the files, at most 100',
    file: 'The file',
    part_file: 'The part',
    part_number: 'Number of the part, from 1',
  },
  answered: {
    exists: '`false`: upload it',
    file_upper_limit: 'Largest file, in bytes',
    part_lower_limit: 'Smallest part but the last, in bytes',
    'beginParts: uuid': 'UUID of the upload',
    'uploadPart: uuid': 'UUID of the upload',
    part_number: 'Number of the part',
    result: '`true`: done',
  },
}
