import type { AttributeStore } from './attributes/attribute-store.ts'
import type { ProfileFollowerStore } from './attributes/profile-follower-store.ts'
import type { ChannelStore } from './channels/channel-store.ts'
import type { ChangeNoteStore } from './cluster/change-note-store.ts'
import type { LeaseStore } from './cluster/lease-store.ts'
import type { ContactStore } from './contacts/contact-store.ts'
import type { ConversationStore } from './conversations/conversation-store.ts'
import type { PinStore } from './conversations/pin-store.ts'
import type { OpenSessionStore } from './devices/open-session-store.ts'
import type { FactStore } from './facts/fact-store.ts'
import type { SubscriberStore } from './facts/subscriber-store.ts'
import type { FavouriteStore } from './favourites/favourite-store.ts'
import type { FileStore } from './files/file-store.ts'
import type { PartStore } from './files/part-store.ts'
import type { SharedFileStore } from './files/shared-file-store.ts'
import type { HistoryStore } from './history/history-store.ts'
import type { RoamingStore } from './history/roaming-store.ts'
import type { LogStore } from './log/log-store.ts'
import type { BroadcastStore } from './messages/broadcast-store.ts'
import type { ModerationRecordStore } from './moderation/moderation-record-store.ts'
import type { WordListStore } from './moderation/word-list-store.ts'
import type { NotificationStore } from './notifications/notification-store.ts'
import type { PresenceStore } from './presence/presence-store.ts'
import type { PushBindingStore } from './push/push-binding-store.ts'
import type { PushCertificateStore } from './push/push-certificate-store.ts'
import type { PushJobStore } from './push/push-job-store.ts'
import type { PushLabelStore } from './push/push-label.ts'
import type { PushTaskStore } from './push/push-task.ts'
import type { PushTemplateStore } from './push/push-template.ts'
import type { ReactionStore } from './reactions/reaction-store.ts'
import type { ReaderStore } from './receipts/reader-store.ts'
import type { ReportStore } from './reports/report-store.ts'
import type { RetentionStore } from './retention/retention-store.ts'
import type { SuperAdminStore } from './rooms/super-admin-store.ts'
import type { RtcUidStore } from './rtc/rtc-uid-store.ts'
import type { SearchStore } from './search/search-store.ts'
import type { StreamStore } from './streams/stream-store.ts'
import type { AppStore } from './tenancy/app-store.ts'
import type { ThreadStore } from './threads/thread-store.ts'
import type { UserStore } from './users/user-store.ts'
import type { WebhookDeliveryStore } from './webhooks/webhook-delivery-store.ts'
import type { WebhookStore } from './webhooks/webhook-store.ts'

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
  profileFollowers: ProfileFollowerStore
  history: HistoryStore
  roaming: RoamingStore
  pins: PinStore
  retention: RetentionStore
  conversations: ConversationStore
  readers: ReaderStore
  reactions: ReactionStore
  favourites: FavouriteStore
  streams: StreamStore
  broadcasts: BroadcastStore
  notifications: NotificationStore
  presence: PresenceStore
  pushBindings: PushBindingStore
  pushCertificates: PushCertificateStore
  pushTemplates: PushTemplateStore
  pushJobs: PushJobStore
  pushLabels: PushLabelStore
  pushTasks: PushTaskStore
  search: SearchStore
  rtcUids: RtcUidStore
  wordLists: WordListStore
  moderationRecords: ModerationRecordStore
  reports: ReportStore
  webhooks: WebhookStore
  webhookDeliveries: WebhookDeliveryStore
  leases: LeaseStore
  changeNotes: ChangeNoteStore
  facts: FactStore
  subscribers: SubscriberStore
  openSessions: OpenSessionStore
  /**
   * Everything that `say` writes, together or not at all, as one command: whoever else writes does not wait for the caller.
   * @param say calls the stores that it is given, without waiting in between, and returns what they return. It is called once.
   * @returns what they resolve with when the commit is durable.
   * @throws what the first write that does not apply refuses with; nothing is written then.
   */
  commit<Parts extends readonly unknown[]>(say: SayWrites<Parts>): Promise<Parts>
  /** Writes what is waiting and releases the files. */
  close(): Promise<void>
}

/** What a commit can write; takes effect in the order of the calls. */
export interface Writes {
  attributes: Pick<AttributeStore, 'save' | 'clear'>
  broadcasts: Pick<BroadcastStore, 'advance'>
  channels: Pick<ChannelStore, 'create' | 'apply' | 'delete'>
  contacts: Pick<ContactStore, 'save'>
  conversations: Pick<ConversationStore, 'hide' | 'clear' | 'pin' | 'unpin' | 'mark' | 'unmark'>
  facts: Pick<FactStore, 'append'>
  files: Pick<FileStore, 'publish' | 'reschedule' | 'markRemoved'>
  history: Pick<HistoryStore, 'expireExports'>
  logs: Pick<
    LogStore,
    'append' | 'follow' | 'unfollow' | 'shield' | 'unshield' | 'recall' | 'withdraw' | 'rewrite'
  >
  notifications: Pick<NotificationStore, 'change'>
  openSessions: Pick<OpenSessionStore, 'remove' | 'add'>
  pins: Pick<PinStore, 'add' | 'remove'>
  presence: Pick<PresenceStore, 'publish'>
  pushJobs: Pick<PushJobStore, 'add' | 'finish' | 'count'>
  reactions: Pick<ReactionStore, 'add' | 'remove'>
  roaming: Pick<RoamingStore, 'erase' | 'forget'>
  sharedFiles: Pick<SharedFileStore, 'save' | 'clear'>
  superAdmins: Pick<SuperAdminStore, 'add' | 'remove'>
  streams: Pick<StreamStore, 'open' | 'close' | 'drop'>
  users: Pick<UserStore, 'create' | 'update' | 'delete'>
}

export type SayWrites<Parts extends readonly unknown[]> = (stores: Writes) => {
  [Part in keyof Parts]: Promise<Parts[Part]>
}
