// Sends a text from a user, using the official web SDK from npm, and says what becomes of it.
// usage: npm run -s send -- <user> <user token> <receiver> <text>
globalThis.self = globalThis.window = globalThis
globalThis.location = { protocol: 'http:' }
const { default: sdk } = await import('easemob-websdk')
sdk.logger.disableAll()
const [user, accessToken, to, msg] = process.argv.slice(2)
const server = process.env.SERVER ?? 'http://localhost:8080'
const url = `${server.replace(/^http/, 'ws')}/websocket`
const conn = new sdk.connection({ appKey: 'demo#demo', isHttpDNS: false, https: false, url, apiUrl: server })
await conn.open({ user, accessToken })
const message = sdk.message.create({ type: 'txt', chatType: 'singleChat', to, msg })
console.log(
  await conn.send(message).then(
    () => 'sent',
    ({ type, message }) => `error ${type}: ${message}`,
  ),
)
// The SDK's timers would keep it running.
process.exit()
