import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { TestClock } from '../../packages/server/src/kernel/test-clock.ts'
import { TestServer } from '../harness/test-server.ts'
import { Phones, pushing } from './phones.ts'

const DAY_MS = 24 * 3600_000

describe('times in which users want no notifications', () => {
  const clock = new TestClock()
  let server: TestServer
  let phones: Phones
  before(async () => {
    server = await TestServer.start(pushing, undefined, { clock })
    phones = await Phones.start(server)
    await server.users('alice', 'bob')
    await phones.bind('bob')
    await server.running.core.apps.changeSettings(server.app, { pushTimeZone: 'Asia/Shanghai' })
  })
  after(async () => {
    await phones[Symbol.asyncDispose]()
    await server.close()
  })

  const set = (body: object) => server.call('PUT', '/users/bob/notification/user/bob', body)
  /** Whether a message at each time of the next day, in UTC, is shown. */
  async function shownAt(...times: string[]): Promise<boolean[]> {
    const midnight = Math.ceil(clock.now() / DAY_MS) * DAY_MS
    const shown: boolean[] = []
    for (const time of times) {
      const [hour, minute] = time.split(':').map(Number)
      await clock.set(midnight + (hour! * 60 + minute!) * 60_000)
      await phones.send('alice', 'bob', time)
      shown.push((await phones.settled()).length === 1)
    }
    return shown
  }

  /** 21:59, 22:00, 06:59 and 07:00 in Shanghai. */
  const night = ['13:59', '14:00', '22:59', '23:00']

  test('[push.setSilentMode] hours over midnight, by the clocks of the time zone of the app', async () => {
    await set({ ignoreInterval: '22:00-7:00' })
    assert.deepEqual(await shownAt(...night), [true, false, false, true])
    await set({ ignoreInterval: '7:0-22:0' })
    assert.deepEqual(await shownAt(...night), [false, true, true, false])
    await set({ ignoreInterval: '' })
    assert.deepEqual(await shownAt('14:00'), [true])
  })

  test('[users.update] the hours that older SDKs set, too', async () => {
    const prefer = (body: object) => server.call('PUT', '/users/bob', body)
    const hours = { notification_no_disturbing_start: '22', notification_no_disturbing_end: '7' }
    await prefer({ notification_no_disturbing: true, ...hours })
    assert.deepEqual(await shownAt(...night), [true, false, false, true])
    await prefer({ notification_no_disturbing: false })
    assert.deepEqual(await shownAt('14:00'), [true])
  })

  test('[push.setSilentMode] a while of silence ends by itself', async () => {
    await set({ ignoreDuration: 2 * DAY_MS })
    assert.deepEqual(await shownAt('12:00'), [false])
    await clock.advance(2 * DAY_MS)
    await phones.send('alice', 'bob', 'later')
    assert.equal((await phones.next()).length, 1)
  })
})
