import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cache } from '../harness/cache-folder.ts'
import { isRequired } from '../harness/required.ts'

/** One of the vendor's UI kits for React, as published: `ChatUI.umd.js` and `style.css`. */
export interface Kit {
  /** URL with a slash at the end. */
  folder: URL
  /** What stands before the last words in a list of groups if alice said them herself, before a reload. */
  ownPrefix: string
  /** Its menu of a message offers to report it. */
  reports: boolean
}

/** Version of the kit for Agora Chat, and what the registry says of the archive. */
export const agoraChatUikit = {
  spec: 'agora-chat-uikit@2.1.1',
  integrity:
    'sha512-5CMUlvWL11CF9hXsbteo7jit+1XZkRj+Vf0P7lFOknlkYQ6BsjHx5pv8L5MLJvMrgVSxPnM0X2CDzfkarjOs8Q==',
}

/** Where `npm run setup:kit` puts it. A folder that exists is complete. */
export const agoraFolder = join(cache, agoraChatUikit.spec)

/* Both kits have the same components and styles; the SDKs inside differ. */

/** Brings SDK 5. */
export const easemobKit: Kit = {
  folder: new URL('../../node_modules/easemob-chat-uikit/', import.meta.url),
  ownPrefix: '',
  reports: false,
}

/** Brings agora-chat 1.4. */
export const agoraKit: Kit = { folder: pathToFileURL(`${agoraFolder}/`), ownPrefix: 'alice: ', reports: true }

/** For `skip` of tests that run the kit for Agora Chat; if a run requires it, nothing is skipped, so the tests fail. */
export function withoutAgoraKit(): string | false {
  if (existsSync(agoraFolder) || isRequired('agora-kit')) return false
  return 'no agora-chat-uikit: run `npm run setup:kit` once (it fetches 4 MB from npm)'
}
