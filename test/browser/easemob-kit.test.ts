import { describe } from 'node:test'
import { withoutChromium } from '../harness/chromium.ts'
import { easemobKit } from './kits.ts'
import { useKit } from './use-kit.ts'

describe("the vendor's UI kit in a browser", { skip: withoutChromium() }, () => useKit(easemobKit))
