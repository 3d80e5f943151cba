// Receives webhooks. Needs Node, and nothing else.
// usage: WEBHOOK_SECRET=<secret of the rule> [WEBHOOK_PORT=9000] node receiver.mjs
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'

// Two rules, or one whose secret is being changed: their secrets, separated by commas.
const secrets = (process.env.WEBHOOK_SECRET ?? '').split(',').filter((secret) => secret !== '')
if (secrets.length === 0) throw new Error('WEBHOOK_SECRET is not set')

const MOST_BYTES = 1024 * 1024
/** Seconds that a request is accepted after it was signed: nobody can send an old one again. */
const FRESH_SECONDS = 300

// `===` ends at the first character that differs, so its time tells how many were right.
const equal = (a, b) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

/** Whether this body comes from who knows a secret. @param header `t=1700000000,v1=…`, while a secret changes with a second `v1`. */
function isSigned(header, body, event) {
  const [time, ...signatures] = header.split(',')
  const seconds = Number(time.replace('t=', ''))
  if (!(Math.abs(Date.now() / 1000 - seconds) < FRESH_SECONDS)) return false
  const isRight = secrets.some((secret) => {
    const hmac = createHmac('sha256', secret).update(`${event.callId}.${seconds}.`).update(body)
    const right = `v1=${hmac.digest('hex')}`
    return signatures.some((signature) => equal(signature, right))
  })
  return isRight && secrets.some((secret) => isVendorSigned(event, secret))
}

/** The vendor's signature. It does not cover the content: a receiver of Ringpost alone can do without. */
function isVendorSigned({ callId, timestamp, security }, secret) {
  return equal(String(security), createHash('md5').update(`${callId}${secret}${timestamp}`).digest('hex'))
}

/** What was done already, oldest first. A real receiver keeps this in its database, in the transaction that does it. */
const done = new Set()
const MOST_DONE = 10_000

/** Events come at least once, so the same one may come again. */
function receive(event, body) {
  // A message and its chat_offline have the same callId.
  const key = JSON.stringify([event.callId, event.eventType, event.to])
  if (done.has(key)) return
  console.log(String(body))
  done.add(key)
  if (done.size > MOST_DONE) done.delete(done.values().next().value)
}

/** Decides about a message that somebody sends. They wait for it. */
function judge({ from, to, payload }) {
  const [content] = payload.bodies
  if (content?.type !== 'txt') return { valid: true }
  if (content.msg.includes('forbidden')) {
    console.log(`refused: a message from ${from} to ${to}`)
    return { valid: false, code: 'forbidden word' }
  }
  const msg = content.msg.replaceAll('colour', 'color')
  if (msg === content.msg) return { valid: true }
  console.log(`replaced: a message from ${from} to ${to}`)
  return { valid: true, payload: { bodies: [{ ...content, msg }] } }
}

/** Returns status and text of the answer. */
async function answer(request) {
  const chunks = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > MOST_BYTES) return [413, 'too long']
    chunks.push(chunk)
  }
  const body = Buffer.concat(chunks)
  let event
  try {
    event = JSON.parse(body)
  } catch {
    return [400, 'no JSON']
  }
  if (!isSigned(request.headers['x-ringpost-signature'] ?? '', body, event ?? {}))
    return [401, 'wrong signature']
  if (request.url === '/before') return [200, JSON.stringify(judge(event))]
  receive(event, body)
  return [200, '']
}

const server = createServer(async (request, response) => {
  try {
    const [status, text] = await answer(request)
    response.writeHead(status, { 'content-type': 'application/json' }).end(text)
  } catch (error) {
    // Among others: the connection ended within the request.
    console.error(error)
    response.destroy()
  }
})
server.listen(Number(process.env.WEBHOOK_PORT ?? 9000), '127.0.0.1', () => {
  console.log(`listening at http://127.0.0.1:${server.address().port}`)
})
