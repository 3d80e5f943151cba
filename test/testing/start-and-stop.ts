// A program that uses a server and then has nothing more to do: it must end by itself.
import { start } from '@ringpost/testing'

const server = await start({ seed: { users: ['amy'] } })
const app = await server.createApp()
app.messages.waitFor({ text: 'never' }, 600_000).catch(({ message }: Error) => console.log(message))
await fetch(`${server.url}/ping`)
await server.stop()
