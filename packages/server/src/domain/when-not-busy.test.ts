import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '@ringpost/contract/errors'
import { whenNotBusy } from './when-not-busy.ts'

test('what finds the store busy is tried again; other errors are passed on', async () => {
  let attempts = 0
  const busyTwice = async () => {
    attempts++
    if (attempts <= 2) throw new ApiError('server.busy')
    return attempts
  }
  assert.equal(await whenNotBusy(busyTwice), 3)
  await assert.rejects(
    whenNotBusy(() => Promise.reject(new ApiError('user.unknown'))),
    (error) => error instanceof ApiError && error.code === 'user.unknown',
  )
})
