import { describe } from 'node:test'
import { withoutChromium } from '../harness/chromium.ts'
import { agoraKit, withoutAgoraKit } from './kits.ts'
import { useKit } from './use-kit.ts'

describe('the UI kit for Agora Chat in a browser', { skip: withoutChromium() || withoutAgoraKit() }, () =>
  useKit(agoraKit),
)
