import type { AreaWords } from './area-words.ts'

export const tokens: AreaWords = {
  acts: {
    issue:
      'App tokens are for servers, which keep the client secret; give the tokens of users to their devices. `inherit` needs an app token in the `Authorization` header and no password; `agora` exchanges the 007 token in that header for one of the server.',
    expiry:
      'SDKs call this with a new token before the old one expires: the session of the user then lasts as long as the new token.',
    management:
      'Administrators are created with `ringpost org-admin`; their tokens may manage every app of the organisation.',
  },
  asked: {
    grant_type:
      '`client_credentials` (needs `client_id` and `client_secret`), `password` (`username` and `password`), `inherit` (`username`) or `agora`',
    'management: grant_type': '`password`; there are no others',
    client_id: 'Client id of the app',
    client_secret: 'Client secret of the app',
    password: 'Password of the user',
    'management: username': 'Name of the administrator, as `{org}/{name}`',
    'management: password': 'Password of the administrator',
    autoCreateUser:
      'With `inherit`: register the user, without a password, if there is none of that name; default `false`',
    ttl: 'Lifetime of the token in seconds; 0 means that it never expires; if absent, the setting of the app',
  },
  answered: {
    access_token: 'The token, for `Authorization: Bearer`',
    expires_in: 'Lifetime of the token, in seconds',
    expire_timestamp: 'End of the token, in ms since 1970',
    application: 'UUID of the app; for app tokens',
    user: 'The user, as in `users.get`; for tokens of users',
  },
}
