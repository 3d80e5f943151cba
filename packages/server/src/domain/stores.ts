import type { AttributeStore } from './attributes/attribute-store.ts'
import type { ChannelStore } from './channels/channel-store.ts'
import type { LeaseStore } from './cluster/lease-store.ts'
import type { ContactStore } from './contacts/contact-store.ts'
import type { ConversationStore } from './conversations/conversation-store.ts'
import type { PinStore } from './conversations/pin-store.ts'
import type { FactStore } from './facts/fact-store.ts'
import type { SubscriberStore } from './facts/subscriber-store.ts'
import type { FileStore } from './files/file-store.ts'
import type { PartStore } from './files/part-store.ts'
import type { SharedFileStore } from './files/shared-file-store.ts'
import type { HistoryStore } from './history/history-store.ts'
import type { RoamingStore } from './history/roaming-store.ts'
import type { LogStore } from './log/log-store.ts'
import type { ReaderStore } from './receipts/reader-store.ts'
import type { SuperAdminStore } from './rooms/super-admin-store.ts'
import type { AppStore } from './tenancy/app-store.ts'
import type { ThreadStore } from './threads/thread-store.ts'
import type { UserStore } from './users/user-store.ts'

/** All stores over one database. */
export interface Stores {
  apps: AppStore
  users: UserStore
  logs: LogStore
  files: FileStore
  sharedFiles: SharedFileStore
  fileParts: PartStore
  channels: ChannelStore
  threads: ThreadStore
  superAdmins: SuperAdminStore
  contacts: ContactStore
  attributes: AttributeStore
  history: HistoryStore
  roaming: RoamingStore
  pins: PinStore
  conversations: ConversationStore
  readers: ReaderStore
  leases: LeaseStore
  facts: FactStore
  subscribers: SubscriberStore
  /**
   * Runs `work` in one transaction: everything it writes through the stores it is given commits together or not at all. It runs
   * again, from the beginning, when another node was writing the same rows.
   */
  transaction<T>(work: (stores: Omit<Stores, 'transaction' | 'close'>) => Promise<T>): Promise<T>
  /** Writes what is waiting and releases the files. */
  close(): Promise<void>
}
