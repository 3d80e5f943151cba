import type { Emulator } from '../emulator/emulator.ts'
import { emulatorRoutes } from '../emulator/emulator-routes.ts'
import { withGroupReply } from '../http/compat/group-reply.ts'
import { legacySendRoutes } from '../http/compat/legacy-send-routes.ts'
import { messageQueryRoutes } from '../http/compat/message-query-routes.ts'
import { withStatusShape } from '../http/compat/status-shape.ts'
import type { Binding } from '../http/request-context.ts'
import { admissionRoutes } from '../http/routes/admission-routes.ts'
import { attributeRoutes } from '../http/routes/attribute-routes.ts'
import { blockRoutes } from '../http/routes/block-routes.ts'
import { broadcastRoutes } from '../http/routes/broadcast-routes.ts'
import { channelFileRoutes } from '../http/routes/channel-file-routes.ts'
import { channelListRoutes } from '../http/routes/channel-list-routes.ts'
import { channelRoleRoutes } from '../http/routes/channel-role-routes.ts'
import { contactRoutes } from '../http/routes/contact-routes.ts'
import { conversationRoutes } from '../http/routes/conversation-routes.ts'
import { editRoutes } from '../http/routes/edit-routes.ts'
import { favouriteRoutes } from '../http/routes/favourite-routes.ts'
import { fileRoutes } from '../http/routes/file-routes.ts'
import { groupMemberRoutes } from '../http/routes/group-member-routes.ts'
import { groupReaderRoutes } from '../http/routes/group-reader-routes.ts'
import { groupRoutes } from '../http/routes/group-routes.ts'
import { historyRoutes } from '../http/routes/history-routes.ts'
import { importRoutes } from '../http/routes/import-routes.ts'
import { instantPushRoutes } from '../http/routes/instant-push-routes.ts'
import { messagePinRoutes } from '../http/routes/message-pin-routes.ts'
import { messageRoutes } from '../http/routes/message-routes.ts'
import { moderationExportRoutes } from '../http/routes/moderation-export-routes.ts'
import { moderationRoutes } from '../http/routes/moderation-routes.ts'
import { muteRoutes } from '../http/routes/mute-routes.ts'
import { notificationRoutes } from '../http/routes/notification-routes.ts'
import { partUploadRoutes } from '../http/routes/part-upload-routes.ts'
import { presenceRoutes } from '../http/routes/presence-routes.ts'
import { pushBindingRoutes } from '../http/routes/push-binding-routes.ts'
import { pushCertificateRoutes } from '../http/routes/push-certificate-routes.ts'
import { pushLabelRoutes } from '../http/routes/push-label-routes.ts'
import { pushStatisticsRoutes } from '../http/routes/push-statistics-routes.ts'
import { pushTemplateRoutes } from '../http/routes/push-template-routes.ts'
import { reactionRoutes } from '../http/routes/reaction-routes.ts'
import { recallRoutes } from '../http/routes/recall-routes.ts'
import { reportRoutes } from '../http/routes/report-routes.ts'
import { roamingRoutes } from '../http/routes/roaming-routes.ts'
import { roomMemberRoutes } from '../http/routes/room-member-routes.ts'
import { roomRoutes } from '../http/routes/room-routes.ts'
import { roomTagRoutes } from '../http/routes/room-tag-routes.ts'
import { rtcRoutes } from '../http/routes/rtc-routes.ts'
import { searchRoutes } from '../http/routes/search-routes.ts'
import { type Readiness, serviceRoutes } from '../http/routes/service-routes.ts'
import { speechRoutes } from '../http/routes/speech-routes.ts'
import { streamRoutes } from '../http/routes/stream-routes.ts'
import { superAdminRoutes } from '../http/routes/super-admin-routes.ts'
import { threadRoutes } from '../http/routes/thread-routes.ts'
import { tokenRoutes } from '../http/routes/token-routes.ts'
import { translationRoutes } from '../http/routes/translation-routes.ts'
import { userRoutes } from '../http/routes/user-routes.ts'
import { webhookDeliveryRoutes } from '../http/routes/webhook-delivery-routes.ts'
import { webhookRoutes } from '../http/routes/webhook-routes.ts'
import type { Core } from './core.ts'

/** All operations that are built, with their code. Declared operations that are missing here answer 501. */
export function bindings(
  core: Core,
  emulator: Emulator | undefined,
  readiness: () => Promise<Readiness>,
): Binding[] {
  const { stores, sessions } = core
  return [
    ...serviceRoutes({ ...core, readiness }),
    ...emulatorRoutes(emulator),
    ...tokenRoutes(core),
    ...withStatusShape(userRoutes({ ...core, sessions, logs: stores.logs })),
    ...messageRoutes(core),
    ...streamRoutes(core),
    ...recallRoutes(core),
    ...editRoutes(core),
    ...broadcastRoutes(core),
    ...historyRoutes(core),
    ...roamingRoutes(core),
    ...conversationRoutes(core),
    ...notificationRoutes(core),
    ...pushBindingRoutes(core),
    ...pushCertificateRoutes(core),
    ...pushTemplateRoutes(core),
    ...pushStatisticsRoutes(core),
    ...pushLabelRoutes(core),
    ...instantPushRoutes(core),
    ...muteRoutes(core),
    ...presenceRoutes(core),
    ...rtcRoutes(core),
    ...moderationRoutes(core),
    ...moderationExportRoutes(core),
    ...reportRoutes(core),
    ...webhookRoutes(core),
    ...webhookDeliveryRoutes(core),
    ...translationRoutes(core),
    ...speechRoutes(core),
    ...messagePinRoutes(core),
    ...reactionRoutes(core),
    ...favouriteRoutes(core),
    ...importRoutes(core),
    ...searchRoutes(core),
    ...messageQueryRoutes(core),
    ...legacySendRoutes(core),
    ...withGroupReply(groupRoutes(core)),
    ...groupMemberRoutes(core),
    ...groupReaderRoutes(core),
    ...admissionRoutes(core),
    ...channelRoleRoutes('group', core.groups.governance),
    ...channelListRoutes('group', core.groups.governance),
    ...roomRoutes(core),
    ...roomMemberRoutes(core),
    ...roomTagRoutes(core),
    ...superAdminRoutes(core),
    ...channelRoleRoutes('room', core.rooms.governance),
    ...channelListRoutes('room', core.rooms.governance),
    ...contactRoutes(core),
    ...blockRoutes(core),
    ...attributeRoutes(core),
    ...fileRoutes(core),
    ...threadRoutes(core),
    ...partUploadRoutes(core),
    ...channelFileRoutes('group', core.files, core.sharedFiles.group),
    ...channelFileRoutes('room', core.files, core.sharedFiles.room),
  ]
}
