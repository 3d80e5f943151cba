import type { FieldWords } from './area-words.ts'

/** A schema that has a name (its `title`) means the same wherever it stands. */
export interface NamedWords {
  about: string
  fields: FieldWords
}

const listId = 'Id of the list'

/** Fields of word lists, with words and without. */
const ofWordLists: FieldWords = {
  id: listId,
  name: 'Name of the list',
  moderationId: 'The same as `id`',
  appkey: 'App key',
  category: '`DEFAULT`',
  scope: 'Where it counts: `ALL`, `CHAT`, `GROUP` or `ROOM`',
  tagId: 'Always null',
  fullMatch: 'Whether only a text that equals a word is a hit',
  suggestion: 'The same as `disposition`',
  disposition: '`PASS`, `REJECT` or `EXCHANGE`',
  quantity: 'Number of words',
  status: '`ACTIVE`',
}

export const namedWords: Readonly<Record<string, NamedWords>> = {
  User: {
    about: 'A user; push preferences appear beside these fields once they are set',
    fields: { type: '`user`', activated: 'Whether the user may log in: `false` while they are banned' },
  },
  Registration: {
    about: 'A user to register',
    fields: {
      username: 'User id, up to 64 of `a-z A-Z 0-9 _ . -`; kept in lower case',
      password:
        'Up to 64 characters; a user without one can only log in with tokens that the app gets for them',
      nickname: 'Name shown in push notifications, up to 100 characters',
    },
  },
  Affiliation: {
    about: 'A member, under the name of their role',
    fields: {
      owner: 'User id of the owner',
      admin: 'User id of an administrator, in lists that tell them apart',
      member: 'User id of a member',
      joined_time: 'When they joined, in ms since 1970; only if asked for',
    },
  },
  AdministratorRole: { about: 'An administrator', fields: { admin: 'User id of the administrator' } },
  AdmissionOutcome: {
    about: 'What came of an invitation, an application, or the answer to one',
    fields: {
      action: 'What was done: `invite`, `apply`, `invite_verify`, `apply_verify` …',
      id: 'Id of the group or room',
      result: 'Whether it was done',
      user: 'User id of who joins, or is to join',
      reason: 'Why it was not done',
    },
  },
  MutedMember: {
    about: 'A muted member',
    fields: { expire: 'End of the mute, in ms since 1970; 4638873600000 means until unmuted' },
  },
  MuteOutcome: {
    about: 'Whether a member was muted',
    fields: {
      result: 'Whether it was done',
      expire: 'End of the mute, in ms since 1970; 4638873600000 means until unmuted',
      reason: 'Why it was not done',
    },
  },
  UnmuteOutcome: { about: 'Whether a member was unmuted', fields: { result: 'Whether it was done' } },
  SharedFile: {
    about: 'A file that is shared with a group or room',
    fields: {
      file_id: 'UUID of the file',
      file_name: 'Name of the file; empty if the uploader gave none',
      file_size: 'Size, in bytes',
      file_owner: 'User id of the uploader',
    },
  },
  Thread: {
    about: 'A thread',
    fields: {
      id: 'Id of the thread',
      name: 'Name of the thread',
      owner: 'User id of the creator',
      msgId: 'Id of the message that it is about',
      groupId: 'Id of the group',
    },
  },
  UploadedFile: {
    about: 'A file that messages may name',
    fields: {
      uuid: 'UUID of the file; its URL ends with it',
      type: '`chatfile`',
      'file-metadata': 'Facts about the bytes',
      'file-metadata.content-type': 'Media type',
      'file-metadata.content-length': 'Size, in bytes',
      'file-metadata.last-modified': 'Upload, in ms since 1970',
      'share-secret': 'Secret that downloads of a restricted file need',
    },
  },
  RecallRequest: {
    about: 'A message to recall',
    fields: {
      msg_id: 'Id of the message',
      to: 'Where it was sent: a user id, or the id of a group or room',
      chat_type: '`chat`, `groupchat` or `chatroom`',
      from: 'User id of who takes it back; `admin` if absent',
      force: 'Whether to recall it even if it is too old or unknown; default `false`',
      sync_device: 'Whether the devices of `from` are told, too; default `true`',
      recallMessageExtensionInfo: 'Text for those who are told of the recall',
    },
  },
  RecallOutcome: {
    about: 'What came of a recall',
    fields: {
      recalled: '`yes`, or the reason why not',
      from: 'User id of who takes it back',
      to: 'Where the message was sent',
      chattype: '`chat`, `groupchat` or `chatroom`',
    },
  },
  StreamPiece: {
    about: 'A piece of a message',
    fields: {
      msgId: 'Id of the message, from the reply to the first piece; absent in the first piece',
      msg: 'The text of this piece',
      seq: 'Number of the piece: 0 for the first, then growing',
      finish: 'Whether this is the last piece; default `false`',
      finishReason: 'Why it is the last, a number that the app chooses',
      type: '`text` (the default) or `markdown`; that of the first piece counts',
    },
  },
  StoredMessage: {
    about: 'A message, in the form of 2014',
    fields: {
      uuid: 'UUID, made from the message id',
      type: '`chatmessage`',
      created: 'When it was sent, in ms since 1970',
      modified: 'When it was sent, in ms since 1970',
      timestamp: 'When it was sent, in ms since 1970',
      direction: '`outgoing`',
      from: 'User id of the sender',
      to: 'Receiver: a user id, or the id of a group or room',
      chat_type: '`chat`, `groupchat` or `chatroom`',
      payload: 'Its content',
      'payload.bodies': 'One object with `type` and the fields of that type',
      'payload.ext': 'Attributes of the application',
      'payload.from': 'User id of the sender',
      'payload.to': 'Receiver: a user id, or the id of a group or room',
    },
  },
  ConversationMessage: {
    about: 'The last message of a conversation; without fields if there is none to show',
    fields: {
      id: 'Id of the message',
      from: 'Address of the sender',
      to: 'Address of the receiver',
      timestamp: 'When it was sent, in ms since 1970',
    },
  },
  Conversation: {
    about: 'A conversation',
    fields: {
      session_to: 'The other side: a user id, or the id of a group',
      session_type: 'Kind of the conversation',
      is_top: 'Whether it is pinned',
      marks: 'Its marks, `mark_0` to `mark_19`',
      meta: 'Its last message',
    },
  },
  ConversationEntry: { about: 'A conversation, in the older form', fields: { meta: 'Its last message' } },
  Contact: { about: 'A contact', fields: { remark: 'The remark on the contact; null if there is none' } },
  Presence: {
    about: 'Presence of a user',
    fields: { uid: 'User id', ext: 'What the user has published besides, as text' },
  },
  SilentMode: { about: 'What notifies a user; fields that are not set are absent', fields: {} },
  PushBinding: {
    about: 'A device that a push service reaches',
    fields: { device_id: 'Id of the device', device_token: 'What the push service calls the device' },
  },
  PushCertificate: {
    about:
      'What an app needs to use a push service; its settings are in an object named after the service: `apnsPushSettings` …',
    fields: {
      uuid: 'UUID of the certificate',
      type: '`notifier`',
      disabled: 'Whether it is out of use',
      provider: 'The push service: `APNS`, `ANDROID` (FCM) …',
      environment: '`PRODUCTION` or `DEVELOPMENT`',
      packageName: 'Package name or bundle id of the app; empty if the service needs none',
    },
  },
  PushTemplate: {
    about: 'A notification template',
    fields: {
      name: 'Name of the template',
      createAt: 'Creation, in ms since 1970',
      updateAt: 'Last change, in ms since 1970',
      title_pattern: 'Pattern of the title',
      content_pattern: 'Pattern of the text',
    },
  },
  PushResult: { about: 'What came of a notification', fields: { desc: 'The same in words' } },
  PushTask: { about: 'A task that sends notifications', fields: { taskId: 'Id of the task' } },
  PushLabel: {
    about: 'A label of users',
    fields: { name: 'Name of the label', description: 'Description; empty if there is none' },
  },
  CountedPushLabel: {
    about: 'A label of users, and how many have it',
    fields: { name: 'Name of the label', description: 'Description; empty if there is none' },
  },
  LabelledUser: { about: 'A user who has a label', fields: {} },
  Favourite: {
    about: 'Something that a user keeps',
    fields: {
      id: 'Id of the favourite',
      type: 'Type, a number that the app chose',
      data: 'What is kept',
      ext: 'Extension; null if there is none',
    },
  },
  Language: {
    about: 'A language to translate into',
    fields: { code: 'Code of the language', nativeName: 'Name of the language in itself' },
  },
  DetectedLanguage: { about: 'The language of a text', fields: { language: 'Code of the language' } },
  Report: {
    about: 'A message that a user has reported',
    fields: {
      id: 'Id of the report',
      reporter: 'User id of who reported it',
      type: 'Kind of offence, in the words of the app',
      reason: 'Reason, in the words of the user',
    },
  },
  Word: {
    about: 'A word of a list',
    fields: {
      id: 'Id of the word',
      appId: 'App key',
      word: 'The word',
      userId: 'Who changed it last, as the app named them',
      listId,
      status: 'Whether it counts: `true`',
      createDateTime: 'Creation, in ms since 1970',
      updateDateTime: 'Last change, in ms since 1970',
    },
  },
  WordList: {
    about: 'A word list, with words',
    fields: {
      ...ofWordLists,
      createDataTime: 'Creation, in ms since 1970',
      updateDataTime: 'Last change, in ms since 1970',
      textList: 'Words: all of them, or those that were added',
    },
  },
  FoundWordList: {
    about: 'A word list, without words',
    fields: ofWordLists,
  },
  Webhook: {
    about: 'A rule that says what a receiver is told or asked',
    fields: { id: 'Id of the webhook' },
  },
  WebhookWithSecret: {
    about: 'A rule that says what a receiver is told or asked, with its secret if that is new',
    fields: { id: 'Id of the webhook' },
  },
  WebhookDelivery: {
    about: 'Something that a receiver is told, and what came of it',
    fields: {
      id: 'Id of the delivery',
      status: '`pending`, `failed` or `delivered`',
      attempts: 'Number of attempts',
      tried: 'Last attempt, in ms since 1970; null before the first',
      next: 'Next attempt, in ms since 1970; null if there is none',
      answer_status: 'HTTP status of the answer; null without one',
      fault: 'Why it is not delivered; null if it is',
    },
  },
}
