import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '@ringpost/contract'
import { parseMessageQuery } from './message-query.ts'

const ever = Number.MAX_SAFE_INTEGER
const everything = { from: 0, until: ever, descending: false, limit: undefined }

test('queries as the documents and callers write them', () => {
  const cases: [string, object][] = [
    ['', {}],
    ['select *', {}],
    ['select * where timestamp>1403164734226', { from: 1403164734227 }],
    ['select * where timestamp < 1403164734226', { until: 1403164734226 }],
    [
      'select * where timestamp<1403164734226 and timestamp>1403163586000 order by timestamp desc',
      { from: 1403163586001, until: 1403164734226, descending: true },
    ],
    ['SELECT * WHERE timestamp >= 5 AND timestamp <= 9 ORDER BY timestamp ASC', { from: 5, until: 10 }],
    ['where timestamp gte 5 and timestamp lt 9 and timestamp gt 6', { from: 7, until: 9 }],
    ['select * where timestamp = 5', { from: 5, until: 6 }],
    ['order by timestamp desc', { descending: true }],
    ['order by timestamp desc，limit=20', { descending: true, limit: 20 }],
    ['select * order by timestamp', {}],
    ['select * where timestamp>5 limit 30', { from: 6, limit: 30 }],
    ['select*where timestamp>5', { from: 6 }],
    ['select * where timestamp>99999999999999999999', { from: 2 ** 42 }],
  ]
  for (const [text, expected] of cases)
    assert.deepEqual(parseMessageQuery(text), { ...everything, ...expected }, text)
})

test('whatever else is refused', () => {
  for (const text of [
    'select',
    'select from',
    'select * where',
    'select * where from = 5',
    "select * where from = 'alice'",
    'select * where timestamp',
    'select * where timestamp >',
    'select * where timestamp > now',
    'select * where timestamp > -5',
    'select * where timestamp > 1.5',
    'select * where timestamp > 5 or timestamp < 3',
    'select * where timestamp > 5 and',
    'select * where not timestamp > 5',
    'select * order by created',
    'select * order timestamp',
    'select * order by timestamp desc asc',
    'select * limit',
    'select * ; drop table entry',
    'constructor',
    'where timestamp constructor 5',
  ]) {
    assert.throws(() => parseMessageQuery(text), new ApiError('history.query_unsupported'), text)
  }
})
