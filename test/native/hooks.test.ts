import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { allow, deny, HookScene } from '../webhooks/hook-scene.ts'
import { Device } from './device.ts'
import { withoutNative } from './installation.ts'

describe('[socket.tcp] a hook and the Android SDK', { skip: withoutNative() }, () => {
  let scene: HookScene
  let phone: Device
  before(async () => {
    scene = await HookScene.start()
    phone = await Device.start(scene.server)
    await phone.login('alice')
  })
  after(async () => {
    await phone?.[Symbol.asyncDispose]()
    await scene[Symbol.asyncDispose]()
  })

  test('[webhooks.create] it says that a message is refused, in words of its own', async () => {
    await scene.hook()
    scene.reply = ({ body }) => (body.payload.bodies[0].msg === 'no' ? deny('not here') : allow)
    const send = (text: string) => phone.send(`EMMessage.createTxtSendMessage("${text}", "bob")`)
    await assert.rejects(send('no'), (error: { code: number; message: string }) => {
      assert.equal(error.code, 508)
      assert.match(error.message, /^Message blocked by external logic/)
      return true
    })
    await send('yes')
  })
})
