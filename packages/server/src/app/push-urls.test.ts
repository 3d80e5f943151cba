import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePushUrls } from './push-urls.ts'

test('addresses of push services are pairs of a service and an address', () => {
  assert.deepEqual(parsePushUrls(''), {})
  assert.deepEqual(parsePushUrls('ANDROID=https://a.example/fcm/, APNS=http://10.0.0.1:8080'), {
    ANDROID: 'https://a.example/fcm',
    APNS: 'http://10.0.0.1:8080',
  })
  for (const wrong of [
    'ANDROID',
    'FCM=https://a.example',
    'WEBHOOK=https://a.example',
    'APNS=ftp://a.example',
  ])
    assert.throws(() => parsePushUrls(wrong), wrong)
})
