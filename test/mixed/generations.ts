import type { TestServer } from '../harness/test-server.ts'
import type { Content, Participant, Shown } from './participant.ts'
import { Sdk5 } from './sdk5.ts'
import { Web3 } from './web-3.ts'
import { Web4 } from './web-4.ts'

/** A generation of the client SDKs, and in what it differs from the newest. */
export interface Generation {
  /** Shows the new text in place of the old, says nothing of it, or shows it as a message of its own. */
  edits: 'in place' | 'nothing' | 'as a text'
  /**
   * Whether it makes and opens combined messages, and the text by which its own show where they cannot be opened: SDK 5
   * always takes this one, whatever the app asks for. Where it does not, it shows that text.
   */
  combines: false | { compatibleText: string }
  /** Whether pictures come with the name of their file. */
  namesPictures: boolean
  /** Whether it tells the sender that a message has been delivered. */
  confirmsDelivery: boolean
  /** Whether it shows that a command has been delivered. */
  followsCommands: boolean
}

/** One whose users each open a client of their own. */
interface OpenGeneration extends Generation {
  open(server: TestServer, user: string): Promise<Participant>
}

/** A user with a client. */
export interface Member {
  client: Participant
  generation: Generation
}

const web4 = (sdk: string) => (server: TestServer, user: string) => Web4.open(server, user, sdk)
const newWeb4: Generation = {
  edits: 'in place',
  combines: { compatibleText: 'update to see it' },
  namesPictures: false,
  confirmsDelivery: true,
  followsCommands: true,
}

/** All of the web SDKs, by the name of the user who has it. Further ones only have to be listed here. */
export const generations: Readonly<Record<string, OpenGeneration>> = {
  'sdk-5': {
    open: Sdk5.open,
    edits: 'in place',
    combines: { compatibleText: '版本过低' },
    namesPictures: true,
    confirmsDelivery: true,
    followsCommands: true,
  },
  'web-4.21': { open: web4('easemob-websdk'), ...newWeb4 },
  'agora-1.4': { open: web4('agora-chat'), ...newWeb4 },
  'web-4.8': { open: web4('easemob-websdk-4.8'), ...newWeb4 },
  'web-4.0': { open: web4('easemob-websdk-4.0'), ...newWeb4, edits: 'nothing', combines: false },
  'web-3.6': {
    open: Web3.open,
    edits: 'as a text',
    combines: false,
    namesPictures: true,
    confirmsDelivery: false,
    followsCommands: true,
  },
}

/** What a generation shows of what was done. Edits that it shows as messages have no id and no sender here. */
export function asShownBy(generation: Generation, done: Shown): Shown[] {
  if (done.shows === 'message') return [{ ...done, content: contentIn(generation, done.content) }]
  if (done.shows !== 'edit' || generation.edits === 'in place') return [done]
  if (generation.edits === 'nothing') return []
  return [{ shows: 'message', id: '', from: '', content: { type: 'txt', msg: done.msg } }]
}

function contentIn({ combines, namesPictures }: Generation, content: Content): Content {
  if (content.type === 'combine') {
    const { compatibleText = '', ...combined } = content
    return combines ? combined : { type: 'txt', msg: compatibleText }
  }
  if (content.type !== 'img' || namesPictures) return content
  const { filename: _, ...picture } = content
  return picture
}
