import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { SealedCertificate } from '../../domain/push/push-certificate-store.ts'
import type { Stores } from '../../domain/stores.ts'
import { applies, createApp } from './samples.ts'

export function pushCertificateContract(open: () => Stores): void {
  describe('push certificates', () => {
    const certificate = (app: number, name: string, changes: Partial<SealedCertificate> = {}) => ({
      ...({ app, uuid: `uuid of ${name}`, name, service: 'WEBHOOK', environment: 'PRODUCTION' } as const),
      ...{ packageName: '', disabled: false, settings: { url: 'https://x', flag: true }, sealed: 's' },
      ...{ createdAt: 1, modifiedAt: 1 },
      ...changes,
    })

    test('have names that are unique in the app, and a limit, even at once', async () => {
      const { id: app } = await createApp(open())
      const { id: other } = await createApp(open())
      const { pushCertificates: store } = open()
      const add = (name: string, uuid = name, of = app) =>
        applies(store.add(certificate(of, name, { uuid }), 3))
      assert.deepEqual((await Promise.all([add('a', '1'), add('a', '2')])).sort(), [false, true])
      const done = await Promise.all(['b', 'c', 'd'].map((name) => add(name)))
      assert.equal(done.filter(Boolean).length, 2)
      assert.equal(await add('a', '1', other), true)
      assert.deepEqual(await store.list(other), [certificate(other, 'a', { uuid: '1' })])
    })

    test('are changed and removed; apps with one that is enabled are known', async () => {
      const { id: app } = await createApp(open())
      const { id: other } = await createApp(open())
      const { pushCertificates: store } = open()
      const one = certificate(app, 'one')
      await store.add(one, 9)
      await store.add(certificate(app, 'two', { disabled: true }), 9)
      assert.ok((await store.appsWithEnabled()).includes(app))
      assert.equal(await applies(store.change({ ...one, name: 'two' })), false)
      assert.equal(await applies(store.change({ ...one, app: other })), false)
      const changed = { ...one, name: 'three', disabled: true, settings: { url: 'https://y' }, modifiedAt: 2 }
      await store.change(changed)
      assert.deepEqual((await store.list(app))[0], changed)
      assert.ok(!(await store.appsWithEnabled()).includes(app))
      assert.equal(await applies(store.remove(other, one.uuid)), false)
      await store.remove(app, one.uuid)
      assert.equal((await store.list(app)).length, 1)
    })
  })
}
