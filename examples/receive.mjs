// Prints the text messages that a user receives, using the official web SDK from npm.
// usage: npm run -s receive -- <user> <user token>
globalThis.self = globalThis.window = globalThis
globalThis.location = { protocol: 'http:' }
const { default: sdk } = await import('easemob-websdk')
sdk.logger.disableAll()
const [user, accessToken] = process.argv.slice(2)
const server = process.env.SERVER ?? 'http://localhost:8080'
const url = `${server.replace(/^http/, 'ws')}/websocket`
const conn = new sdk.connection({ appKey: 'demo#demo', isHttpDNS: false, https: false, url, apiUrl: server })
conn.addEventHandler('print', { onTextMessage: (message) => console.log(`${message.from}: ${message.msg}`) })
await conn.open({ user, accessToken })
console.log(`${user} is online`)
