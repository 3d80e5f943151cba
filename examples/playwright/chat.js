// The page is opened as /?server=…&appKey=…&user=…&token=…; yours gets these from your server.
import websdk from 'easemob-websdk'

const { server, appKey, user, token } = Object.fromEntries(new URLSearchParams(location.search))
const connection = new websdk.connection({
  appKey,
  isHttpDNS: false,
  https: false,
  url: `${server.replace(/^http/, 'ws')}/websocket`,
  apiUrl: server,
})

const form = document.querySelector('form')
const show = (line) => {
  const item = document.createElement('li')
  item.textContent = line
  document.querySelector('ul').append(item)
}

connection.addEventHandler('page', { onTextMessage: ({ from, msg }) => show(`${from}: ${msg}`) })

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const { to, msg } = Object.fromEntries(new FormData(form))
  const message = websdk.message.create({ type: 'txt', chatType: 'singleChat', to, msg })
  try {
    await connection.send(message)
    show(`me: ${msg}`)
  } catch {
    show(`not sent: ${msg}`)
  }
})

await connection.open({ user, accessToken: token })
document.querySelector('h1').textContent = `Chat of ${user}`
