import type { SomeAdvice } from './advice.ts'

/** Tokens, users, contacts, presence. */
export const people = {
  'auth.required':
    'No token, or the token of a user who may not do this. → Send `Authorization: Bearer …`, with a token of the app where only the app may call.',
  'auth.expired':
    'The token has expired; for messages and files also: none was sent. → Get a new one and try again.',
  'auth.corrupt':
    'The token was not issued here, was cut off, or is a user token where an app token is exchanged. → Get a token from this server; after a move from the cloud, log in again.',
  'auth.foreign': 'The token belongs to another app. → Use the token of the app in the URL.',
  'auth.user_unknown': 'The user of the token has been deleted. → Register the user and get a new token.',
  'auth.user_inactive': 'The user of the token is banned. → `POST /users/{user}/activate`.',
  'grant.type_unsupported':
    '`grant_type` is neither `client_credentials` nor another that the API describes. → Correct it.',
  'grant.client_id_missing': 'The body has no `client_id`. → Send it; `ringpost app show` prints it.',
  'grant.client_secret_missing': 'The body has no `client_secret`. → Send it; `ringpost app show` prints it.',
  'grant.client_id_wrong':
    'The client id is not that of the app in the URL. → Compare with `ringpost app show`.',
  'grant.client_secret_wrong':
    'The client secret is wrong or was rotated. → Compare with `ringpost app show`. Too many attempts slow the address down.',
  'grant.password_wrong':
    'The password is wrong. → Ask the user again. Too many attempts slow the address down.',
  'grant.user_unknown':
    'There is no such user in this app. → Register the user first; check the app in the URL.',
  'grant.user_inactive': 'The user is banned. → `POST /users/{user}/activate`.',
  'grant.ttl_illegal': '`ttl` is not a number of seconds from 0 on. → Send a number, or leave it out.',
  'grant.concurrent_create':
    'Two calls create the same user at the same time by asking for a token. → Try again.',
  'app.unknown':
    'There is no such app. → Check org and app in the URL; `ringpost app list`, `ringpost app create`.',
  'app.unknown_key':
    'A client logs in with an app key that does not exist here. → Correct the app key, or create the app.',
  'user.registration_closed':
    'Somebody registers without a token, and the app does not allow it. → Register from your server, or `ringpost app set … openRegistration=true`.',
  'user.username_missing': 'The body has no `username`. → Send it.',
  'user.username_illegal':
    'The name has characters that names cannot have. → Use letters, digits, `_`, `-` and `.`.',
  'user.username_too_long': 'The name is longer than 64 characters. → Shorten it.',
  'user.password_missing':
    'The body has no `password`. → Send one; a random one if users log in with tokens.',
  'user.password_too_long': 'The password is longer than allowed. → Shorten it.',
  'user.nickname_too_long': 'The nickname is longer than 100 characters. → Shorten it.',
  'user.preference_illegal':
    'A push setting in the body has an unknown value. → Correct the field that the error names.',
  'user.exists':
    'The name is taken. → Choose another, or treat it as success if your server registers users again.',
  'user.batch_too_large': 'More than 60 users in one call. → Register them in several calls.',
  'user.batch_conflict':
    'One call registers the same user twice with different passwords. → Send each user once.',
  'user.unknown':
    'There is no such user in this app. → Check the name (names are in lower case) and the app.',
  'user.unknown_entity': 'There is no such user in this app. → Check the name.',
  'user.newpassword_missing': 'The body has no `newpassword`. → Send it.',
  'user.oldpassword_wrong':
    'A user changes the password and gives none, or a wrong one, as the old. → Send `oldpassword`, or call with a token of the app.',
  'user.status_batch_too_large': 'More than 100 users in one question. → Ask in several calls.',
  'user.mute_illegal':
    'The duration of a mute is no number of seconds. → Send a number; -1 is for ever, 0 ends it.',
  'user.property_missing': 'The body has no `username`. → Send it.',
  'attribute.batch_too_large':
    'Attributes of too many users, or too many properties, in one call. → Ask in several calls.',
  'attribute.json_unsupported':
    'Attributes are sent as JSON. → Send them as a form (`application/x-www-form-urlencoded`).',
  'attribute.user_too_large':
    'The attributes of a user exceed the limit. → Shorten them; `ringpost app set … userAttributeBytes=…`.',
  'attribute.follows_too_many': 'The user follows too many profiles. → Unfollow some.',
  'contact.limit': 'The user has as many contacts as the app allows. → Remove some; `contactsPerUser`.',
  'contact.inviter_full':
    'The user who asked has as many contacts as allowed. → Remove some; `contactsPerUser`.',
  'contact.invitee_full':
    'The user who was asked has as many contacts as allowed. → Remove some; `contactsPerUser`.',
  'contact.import_full':
    'The import would exceed the contacts that a user may have. → Import fewer; `contactsPerUser`.',
  'contact.import_too_many': 'More than 10 contacts in one import. → Import in several calls.',
  'contact.page_too_large': 'A page of more than 50 contacts. → Ask for at most 50.',
  'contact.not_friends': 'A remark about somebody who is no contact. → Add the contact first.',
  'contact.remark_too_long': 'The remark is too long. → Shorten it.',
  'contact.remark_missing': 'The body has no `remark`. → Send it; empty text removes it.',
  'contact.usernames_missing': 'The body has no `usernames`. → Send a list.',
  'contact.usernames_too_many': 'Too many names in one call. → Send them in several.',
  'contact.reason_too_long': 'The reason of a request is too long. → Shorten it.',
  'contact.username_blank': 'A name is empty. → Leave it out.',
  'contact.check_size': 'The list to check is empty or has more than 100 names. → Check in several calls.',
  'contact.self': 'A user is put on a list of their own. → Leave the name out.',
  'contact.no_request':
    'There is no request to answer: it was answered, or never made. → Let the other side ask again.',
  'contact.blocked': 'The user who is asked has blocked the one who asks. → Nothing: that is their wish.',
  'block.limit': 'The user has blocked 500 others. → Unblock some.',
  'favourite.user_illegal': 'The name of the user is not legal. → Correct it.',
  'favourite.limit_illegal': 'A page of more than 200. → Ask for fewer.',
  'favourite.direction_illegal': '`direction` is neither `asc` nor `desc`. → Correct it.',
  'favourite.field_illegal': 'The field named has a wrong type or length. → Correct it.',
  'favourite.unknown': 'There is no favourite with this id. → List them.',
  'favourite.too_many': 'The user keeps as many as allowed. → Delete some.',
  'presence.closed': 'Presence is off in this app. → `ringpost app set … presence=true`.',
  'presence.count_closed':
    'Counting who of a group is online is off in this app. → `ringpost app set … presence=true`.',
  'presence.ext_missing': 'The body has no `ext`. → Send it; it may be empty.',
  'presence.ext_too_big': '`ext` is too long. → Shorten it.',
  'presence.parameter_illegal': 'The parameter named is not a number in its range. → Correct it.',
  'presence.names_empty': '`usernames` is empty. → Send at least one name.',
  'presence.names_missing': 'There is no `usernames`. → Send a list.',
  'presence.subscribes_too_many': 'Too many users in one subscription. → Subscribe in several calls.',
  'presence.subscribes_self': 'A user follows themselves. → Leave the name out.',
  'presence.gets_too_many': 'Too many users in one question. → Ask in several calls.',
  'presence.unsubscribes_too_many': 'Too many users in one call. → Send them in several.',
  'presence.group_missing': 'The path has no group. → Correct it.',
  'presence.type_missing': 'The path has no type. → Send 0 (group) or 1 (room).',
  'presence.type_illegal': 'The type is not 0 or 1. → Correct it.',
  'rtc.closed':
    'The app issues no tokens for calls. → `ringpost app set … rtc=true`, with app id and certificate of a project at Agora.',
  'rtc.channel_illegal': 'The name of the channel is empty or too long. → Correct it.',
  'rtc.numbers_missing': 'The body has no `data`. → Send a list of numbers.',
  'rtc.too_many': 'Too many numbers in one question. → Ask in several calls.',
} as const satisfies SomeAdvice
