// Gets a token, registers a user and sends a message, with types that openapi-typescript made; prints the id of the message.
import createClient from 'openapi-fetch'
import type { components, paths } from './api.js'

const baseUrl = process.argv[2] ?? ''
const app = { org: 'acme', app: 'chat' }

const open = createClient<paths>({ baseUrl })
const { data: token } = await open.POST('/{org}/{app}/token', {
  params: { path: app },
  body: { grant_type: 'client_credentials', client_id: 'acme-client', client_secret: 'acme-secret' },
})
const headers = { authorization: `Bearer ${token!.access_token}` }
const client = createClient<paths>({ baseUrl, headers })

const { data: registered } = await client.POST('/{org}/{app}/users', {
  params: { path: app },
  body: { username: 'typed', password: 'secret' },
})
const user: components['schemas']['User'] = registered!.entities[0]!

const { data: sent } = await client.POST('/{org}/{app}/messages/users', {
  params: { path: app },
  body: { from: 'typed', to: ['bob'], type: 'txt', body: { msg: `hello from ${user.username}` } },
})
const id: string = sent!.data.bob!
console.log(id)
