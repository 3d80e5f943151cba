import type { SomeAdvice } from './advice.ts'

/** Sending, files, recalls, edits, streams, reactions. */
export const messages = {
  'send.from_empty': '`from` is empty. → Name a sender, or leave it out for `admin`.',
  'send.from_foreign':
    'A user’s token sends in the name of somebody else. → Send as that user, or with a token of the app.',
  'send.to_foreign': 'The receiver is addressed in another app. → Users reach users of their own app only.',
  'send.malformed': 'The client’s message cannot be read. → Update the SDK; if it is the newest, report it.',
  'send.to_empty': '`to` is missing or empty. → Send a list of receivers.',
  'send.type_empty':
    '`type` is missing. → Send `txt`, `img`, `audio`, `video`, `file`, `loc`, `cmd` or `custom`.',
  'send.type_illegal': '`type` is unknown. → Correct it.',
  'send.body_empty': '`body` is missing. → Send what the type needs.',
  'send.ext_illegal': '`ext` is not an object. → Send an object, or nothing.',
  'send.to_too_many': 'Too many receivers in one call. → Send in several; 600 users, fewer groups and rooms.',
  'send.users_empty': '`users` is missing: which members of the group shall get it? → Send a list.',
  'send.too_large': 'Body and `ext` exceed the limit. → Upload large content as a file; `messageBytes`.',
  'send.field_missing': 'The body lacks the field named, which this type needs. → Send it.',
  'send.field_illegal': 'The field named has a wrong type or value. → Correct it.',
  'send.reach_limit': 'The sender sends faster than the server lets one sender. → Slow down and try again.',
  'send.intercepted':
    'Your server, asked before sending, refused the message; the text is its `code`. → See the rule of the kind `before`.',
  'send.moderated': 'The message has a word of a list that rejects. → Change the text, or the list.',
  'send.from_empty_g1': '`from` is empty. → Name a sender, or leave it out.',
  'send.broadcast_target_illegal': 'A broadcast has another `target_type` than `users`. → Correct it.',
  'send.target_type_illegal': '`target_type` is unknown. → Send `users`, `chatgroups` or `chatrooms`.',
  'send.target_type_missing': 'There is no `target_type`. → Send it.',
  'send.target_missing': 'There is no `target`. → Send a list.',
  'send.msg_missing': 'There is no `msg`. → Send it.',
  'send.ext_illegal_g1': '`ext` is not an object. → Send an object, or nothing.',
  'send.channel_unknown': 'There is no such group or room. → Check the id.',
  'send.not_member': 'The sender is not a member. → Join first; your server may name a member as `from`.',
  'send.user_muted': 'The sender is muted in the whole app. → `POST /mutes` with 0 ends it.',
  'send.muted': 'The sender is muted in this group or room. → `DELETE …/mute/{user}`.',
  'send.all_muted':
    'Everybody is muted but owner, admins and the allow list. → `DELETE …/ban`, or allow the sender.',
  'send.users_too_many': 'Too many members in `users`. → Send in several calls, or to the group.',
  'send.blocked': 'The receiver has blocked the sender. → Nothing: that is their wish.',
  'send.not_contact': 'Only contacts may write to each other in this app. → Become contacts; `friendCheck`.',
  'file.missing': 'The form has no `file`. → Send `multipart/form-data` with a part of that name.',
  'file.too_large':
    'The file exceeds the limit. → Send less; `fileBytes`. A proxy may have a limit of its own.',
  'file.unknown': 'There is no such file: it was deleted, or is of another app. → Check the URL.',
  'file.expired': 'The file is older than the app keeps them. → Send it again; `fileDays`.',
  'file.secret_wrong':
    'The file is restricted and `share-secret` is missing or wrong. → Send the secret that the message carries.',
  'file.frame_none': 'No picture can be made of this video. → Send a thumbnail of your own.',
  'file.frame_unsupported': 'The server has no ffmpeg. → Install it, or name it in `RINGPOST_FFMPEG`.',
  'file.store_unavailable': 'The S3 store cannot be reached. → Try again; see the log and `RINGPOST_S3_*`.',
  'file.lifetime_illegal': '`lifetime` is unknown. → Send `forever`, `default` or `refresh`.',
  'file.upload_unknown': 'The upload in parts has ended or was given up. → Begin again.',
  'file.parts_missing':
    'The upload was completed before all parts had come. → Send the missing parts, then complete it.',
  'file.part_number_illegal': 'The number of the part is out of range. → Count from 1.',
  'file.ids_too_many': 'Too many files in one call. → Send them in several.',
  'recall.msg_id_empty': 'There is no `msg_id`. → Send it.',
  'recall.to_empty': 'There is no `to`. → Name the receiver, group or room.',
  'recall.chat_type_empty': 'There is no `chat_type`. → Send `chat`, `groupchat` or `chatroom`.',
  'recall.chat_type_illegal': '`chat_type` is unknown. → Send `chat`, `groupchat` or `chatroom`.',
  'recall.force_empty': 'There is no `force`. → Send `true` or `false`.',
  'recall.msgs_empty': 'There are no `msgs`. → Send a list.',
  'recall.msgs_too_many': 'Too many messages in one call. → Recall them in several.',
  'recall.target_wrong': 'The message is not in the conversation named. → Name its receiver, group or room.',
  'recall.too_late':
    'The time in which a message can be recalled is over. → `"force": true` from your server; `recallSeconds`.',
  'recall.unknown': 'There is no such message, or it was recalled. → Check the id.',
  'recall.foreign':
    'A user recalls the message of another. → Owners and admins of groups may; your server always may.',
  'recall.disabled': 'Recalls are off in this app. → `ringpost app set … recallSeconds=120`.',
  'edit.id_illegal': 'The id in the path is no number. → Correct it.',
  'edit.new_msg_missing': 'The body has no `new_msg`. → Send it.',
  'edit.unsupported': 'Messages of this type cannot be edited. → Recall it and send another.',
  'edit.foreign':
    'A user edits the message of another. → Only senders edit; your server names them in `user`.',
  'edit.limit': 'The message was edited as often as allowed. → Send another; `messageEdits`.',
  'edit.disabled': 'Edits are off in this app. → `ringpost app set … messageEdits=10`.',
  'edit.unknown': 'There is no such message: recalled, too old, or never stored. → Send another.',
  'edit.concurrent': 'Two edits came at the same time. → Read the message and try again.',
  'stream.seq_illegal': '`seq` is no number. → Count from 0.',
  'stream.unknown':
    'There is no such message in pieces, or somebody else sends it. → Use the id that the first piece got.',
  'stream.too_long': 'All pieces together exceed the limit. → Begin another message.',
  'stream.paused':
    'The pause between two pieces was too long, so the message has ended. → Begin another; `streamPauseSeconds`.',
  'stream.too_slow':
    'The message took too long from its first piece, so it has ended. → Begin another; `streamSeconds`.',
  'stream.finished': 'The message has its last piece already. → Begin another.',
  'stream.from_mismatch': 'This piece has another `from` than the first. → Keep it the same.',
  'stream.to_mismatch': 'This piece has another `to` than the first. → Keep it the same.',
  'stream.group_mismatch': 'This piece goes to another group than the first. → Keep it the same.',
  'stream.seq_too_small':
    '`seq` is not larger than that of the piece before. → Count upwards; a piece that is sent again is refused.',
  'reaction.closed': 'Reactions are off in this app. → `ringpost app set … reactions=20`.',
  'reaction.too_many':
    'The message has as many different reactions as allowed. → Use one that is there; `reactions`.',
  'reaction.repeated': 'The user has this reaction on the message already. → Nothing to do.',
  'reaction.illegal': 'The user cannot see the message, or it cannot have reactions. → Check id and user.',
  'reaction.not_member': 'The user is not in the group. → Join first.',
  'reaction.group_missing': 'Reactions in a group are asked for without `groupId`. → Send it.',
  'reaction.busy': 'Two reactions to the message came at the same time. → Try again.',
  'reaction.messages_too_many': 'Too many messages in one question. → Ask in several calls.',
  'reaction.limit_too_large': 'The page is too large. → Ask for fewer.',
} as const satisfies SomeAdvice
