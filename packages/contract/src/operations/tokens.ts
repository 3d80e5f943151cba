import { Type } from 'typebox'
import { operation } from '../operation.ts'

/** Seconds; callers send numbers and strings alike (rest-messages-users.md §2.1 "ttl"). */
const Seconds = Type.Union([Type.Number(), Type.String()], { alsoAccepts: 'the number as text' })

export const issueToken = operation({
  id: 'tokens.issue',
  method: 'POST',
  path: '/token',
  auth: 'public',
  generation: 'G1',
  summary:
    'Get a token: grant_type client_credentials (app), password or inherit (user), agora (exchange of a 007 app token)',
  source: 'rest-messages-users.md §2.1; sdk-rest-calls.md L2',
  body: Type.Object(
    {
      grant_type: Type.Optional(Type.String()),
      client_id: Type.Optional(Type.String()),
      client_secret: Type.Optional(Type.String()),
      username: Type.Optional(Type.String()),
      password: Type.Optional(Type.String()),
      autoCreateUser: Type.Optional(
        Type.Union([Type.Boolean(), Type.String()], { alsoAccepts: 'the texts `true` and `false`' }),
      ),
      ttl: Type.Optional(Seconds),
    },
    {
      examples: [
        { grant_type: 'client_credentials', client_id: 'demo-client', client_secret: 'demo-secret' },
      ],
    },
  ),
  reply: Type.Object({
    access_token: Type.String(),
    expires_in: Type.Optional(Type.Number()),
    expire_timestamp: Type.Optional(Type.Number()),
    application: Type.Optional(Type.String()),
    user: Type.Optional(Type.Unknown()),
  }),
  replyIn: 'bare',
  errors: [
    'grant.type_unsupported',
    'grant.client_id_missing',
    'grant.client_secret_missing',
    'grant.client_id_wrong',
    'grant.client_secret_wrong',
    'grant.password_wrong',
    'grant.user_unknown',
    'grant.user_inactive',
    'grant.ttl_illegal',
    'grant.concurrent_create',
    'user.username_illegal',
    'user.username_too_long',
  ],
  rate: { calls: 300, seconds: 1 },
})

export const tokenExpiry = operation({
  id: 'tokens.expiry',
  method: 'GET',
  path: '/sdk/users/:username/token/expires',
  auth: 'self',
  generation: 'client',
  summary: 'Expiry of the token in the Authorization header (renewToken of the SDKs)',
  source: 'sdk-rest-calls.md L4',
  reply: Type.Object({ expire_timestamp: Type.Number() }),
  replyIn: 'bare',
})

export const issueManagementToken = operation({
  id: 'tokens.management',
  method: 'POST',
  path: '/management/token',
  scope: 'root',
  auth: 'public',
  generation: 'G1',
  summary: 'Get an organisation administrator token (grant_type password)',
  source: 'seeds 001, 002: "app administrator or org administrator"',
  body: Type.Object(
    {
      grant_type: Type.Optional(Type.String()),
      username: Type.Optional(Type.String()),
      password: Type.Optional(Type.String()),
      ttl: Type.Optional(Seconds),
    },
    { examples: [{ grant_type: 'password', username: 'demo/root', password: 'secret' }] },
  ),
  reply: Type.Object({ access_token: Type.String(), expires_in: Type.Number() }),
  replyIn: 'bare',
  errors: ['grant.type_unsupported', 'grant.password_wrong', 'grant.ttl_illegal'],
  rate: { calls: 300, seconds: 1 },
})

export const checkToken = operation({
  id: 'tokens.check',
  method: 'POST',
  path: '/token/users/:username/invalid',
  auth: 'app',
  generation: 'G3',
  summary: 'Whether a user token is invalid (documented as a path only)',
  source: 'rest-messages-users.md §2.1, §3 U22',
  rate: { calls: 100, seconds: 1 },
})
