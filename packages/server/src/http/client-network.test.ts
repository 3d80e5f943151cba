import assert from 'node:assert/strict'
import { test } from 'node:test'
import { networkOf, parseNetworks } from './client-network.ts'

const trusted = parseNetworks('127.0.0.0/8, ::1,10.1.0.0/16')
const of = (address: string, forwarded?: string) =>
  networkOf(address, { 'x-forwarded-for': forwarded }, trusted)

test('X-Forwarded-For counts only as far as trusted proxies wrote it', () => {
  assert.equal(of('192.0.2.1'), '192.0.2.1')
  assert.equal(of('::ffff:192.0.2.1'), '192.0.2.1')
  assert.equal(of('192.0.2.1', '198.51.100.7'), '192.0.2.1', 'anybody can send the header')
  assert.equal(of('127.0.0.1', '198.51.100.7'), '198.51.100.7')
  assert.equal(of('127.0.0.1', '203.0.113.9, 198.51.100.7'), '198.51.100.7', 'sent by the client itself')
  assert.equal(of('::1', '203.0.113.9, 198.51.100.7 ,10.1.2.3'), '198.51.100.7')
  assert.equal(of('127.0.0.1', 'nonsense'), '127.0.0.1')
  assert.equal(of('127.0.0.1', ''), '127.0.0.1')
  assert.equal(of('127.0.0.1', '10.1.2.3'), '10.1.2.3')
})

test('addresses of one IPv6 network count as one', () => {
  assert.equal(of('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2')
  assert.equal(of('2001:0db8:1:2::6'), '2001:db8:1:2')
  assert.equal(of('2001:db8::6'), '2001:db8:0:0')
  assert.equal(of('fe80::1%eth0'), 'fe80:0:0:0')
})

test('anything but a network is refused', () => {
  for (const text of ['nonsense', '10.0.0.0/33', '10.0.0.0/', '::1/129', '10.0.0.0/8/8', '1.2.3.4 5.6.7.8'])
    assert.throws(() => parseNetworks(text), Error, text)
  assert.equal(parseNetworks('').check('127.0.0.1'), false)
})
