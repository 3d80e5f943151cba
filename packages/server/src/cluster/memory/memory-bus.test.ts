import assert from 'node:assert/strict'
import { test } from 'node:test'
import { busContract } from '../contract/bus-contract.ts'
import { MemoryBus, MemoryExchange } from './memory-bus.ts'

const exchange = new MemoryExchange()
busContract('a bus within one process', async () => new MemoryBus(exchange))

test('a single node encodes nothing', () => {
  const bus = new MemoryBus()
  bus.subscribe('s', () => assert.fail())
  bus.publish('s', () => assert.fail())
})
