import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '@ringpost/contract'
import { messageVocabulary } from '../history/message-query.ts'
import { userVocabulary } from '../users/user-query.ts'
import { type Condition, possibleStretch, possibleValues } from './condition.ts'
import { parseQuery } from './parse-query.ts'

const where = (text: string) => parseQuery(`select * where ${text}`, messageVocabulary).where
const is = (field: string, operator: string, value: string | number | boolean) => ({
  is: 'compared',
  field,
  operator,
  value,
})

test('parses queries as the documents and callers write them', () => {
  const cases: [string, object][] = [
    ['select *', {}],
    ['select * where timestamp>1403164734226', { where: is('timestamp', '>', 1403164734226) }],
    ['select*where timestamp<5', { where: is('timestamp', '<', 5) }],
    ['select+*+where+timestamp>5', { where: is('timestamp', '>', 5) }],
    [
      'select * where 1403163586000 < timestamp and 9>=timestamp',
      { where: { is: 'all', of: [is('timestamp', '>', 1403163586000), is('timestamp', '<=', 9)] } },
    ],
    [
      'SELECT * WHERE From = \'Alice\' AND TO="bob" ORDER BY Timestamp DESC',
      {
        where: { is: 'all', of: [is('from', '=', 'alice'), is('to', '=', 'bob')] },
        order: { by: 'timestamp', descending: true },
      },
    ],
    [
      'where timestamp gte 5 order by timestamp ASC',
      { where: is('timestamp', '>=', 5), order: { by: 'timestamp', descending: false } },
    ],
    ["select * where 'stliu'=from", { where: is('from', '=', 'stliu') }],
    ['select * where to=1405735927133519', { where: is('to', '=', '1405735927133519') }],
    ["select * where type='groupchat'", { where: is('chat_type', '=', 'groupchat') }],
    ["select * where from contains 'a_%'", { where: { is: 'containing', field: 'from', text: 'a_%' } }],
    ["where timestamp > '5'", { where: is('timestamp', '>', 5) }],
    ['order by timestamp desc，limit=20', { order: { by: 'timestamp', descending: true }, limit: 20 }],
    ['order by timestamp', { order: { by: 'timestamp', descending: false } }],
    ['select * where timestamp>5 limit 30', { where: is('timestamp', '>', 5), limit: 30 }],
    ['select * where timestamp>99999999999999999999', { where: is('timestamp', '>', 2 ** 42 - 1) }],
  ]
  for (const [text, expected] of cases)
    assert.deepEqual(
      parseQuery(text, messageVocabulary),
      { where: undefined, order: undefined, limit: undefined, ...expected },
      text,
    )
})

test('and binds before or; parentheses before both', () => {
  const [a, b, c] = [is('from', '=', 'a'), is('to', '=', 'b'), is('timestamp', '>', 1)]
  const either = (...of: object[]) => ({ is: 'any', of })
  const both = (...of: object[]) => ({ is: 'all', of })
  assert.deepEqual(where("from='a' or to='b' and timestamp>1"), either(a, both(b, c)))
  assert.deepEqual(where("(from='a' or to='b') and timestamp>1"), both(either(a, b), c))
  assert.deepEqual(where("((from='a'))"), a)
})

test('users have their own fields', () => {
  const { where: condition, order } = parseQuery(
    "select * where activated = true and created<=7 and username > 'M' order by username",
    userVocabulary,
  )
  assert.deepEqual(condition, {
    is: 'all',
    of: [is('activated', '=', true), is('created', '<=', 7), is('username', '>', 'm')],
  })
  assert.deepEqual(order, { by: 'username', descending: false })
})

test('refuses anything else and says where and what it expected', () => {
  const cases: [string, number, RegExp][] = [
    ['', 1, /expected "select \*", found the end/],
    ['hello', 1, /found "hello"/],
    ['select', 7, /expected "\*", found the end/],
    ['select from', 8, /expected "\*", found "from"/],
    ['select * where', 15, /one of timestamp, from, to, chat_type, type, found the end/],
    ['select * where username = 5', 16, /found "username"/],
    ['select * where timestamp', 25, /one of =, <, <=, >, >=, contains/],
    ['select * where timestamp >', 27, /milliseconds since 1970, found the end/],
    ['select * where timestamp > now', 28, /milliseconds/],
    ['select * where timestamp > -5', 28, /a name, a number, a quoted text or a sign, found "-5"/],
    ['select * where timestamp > 1.5', 29, /found "\.5"/],
    ["select * where from = 'a*'", 23, /without \*/],
    ['select * where from = alice', 23, /a quoted text/],
    ["select * where from = 'alice", 23, /found "'alice"/],
    ['select * where timestamp contains 5', 35, /a comparison of timestamp/],
    ["select * where from contains ''", 30, /a quoted text/],
    ["select * where chat_type > 'chat'", 28, /= 'chat' or 'groupchat' or 'chatroom'/],
    ["select * where chat_type = 'thread'", 28, /= 'chat' or/],
    ['select * where timestamp > 5 and', 33, /one of/],
    ['select * where not timestamp > 5', 16, /found "not"/],
    ['select * where 5 < 6', 20, /one of timestamp/],
    ['select * where (timestamp > 5', 30, /expected "\)"/],
    ['select * where timestamp > 5)', 29, /found "\)"/],
    ['select * order by modified', 19, /one of timestamp/],
    ['select * order timestamp', 16, /"by"/],
    ['select * order by timestamp desc asc', 34, /the end/],
    ['select * limit', 15, /a number/],
    ['select * limit 0', 16, /a number from 1/],
    ['select * limit 9999999999', 16, /nine digits/],
    ["select * where from='x' ; drop table entry", 25, /found "; drop/],
    ['where constructor = 5', 7, /one of/],
    ['where timestamp constructor 5', 17, /one of =/],
    ['order by constructor', 10, /one of/],
    [`where ${'('.repeat(17)}timestamp>1${')'.repeat(17)}`, 23, /at most 16 parentheses/],
    [`where ${Array(51).fill('timestamp>1').join(' or ')}`, 0, /at most 50 conditions/],
    [' '.repeat(5000), 4097, /at most 4096 characters/],
  ]
  for (const [text, position, expected] of cases) {
    assert.throws(
      () => parseQuery(text, messageVocabulary),
      (error: ApiError) => {
        assert.equal(error.code, 'query.illegal', text)
        if (position > 0)
          assert.match(error.message, new RegExp(`^illegal query at ${position}: expected `), text)
        assert.match(error.message, expected, text)
        return error instanceof ApiError
      },
      text,
    )
  }
})

test('narrows the possible values of a field by a condition', () => {
  const values = (text: string) => {
    const found = possibleValues(where(text) as Condition, 'from')
    return found && [...found].sort()
  }
  assert.equal(values('timestamp>5'), undefined)
  assert.equal(values("from>'a'"), undefined)
  assert.deepEqual(values("from='a' and timestamp>5"), ['a'])
  assert.deepEqual(values("(from='a' or from='b') and (from='b' or from='c')"), ['b'])
  assert.deepEqual(values("from='a' and from='b'"), [])
  assert.equal(values("from='a' or timestamp>5"), undefined)

  const stretch = (text: string) => possibleStretch(where(text) as Condition, 'timestamp')
  const ever = Number.MAX_SAFE_INTEGER
  assert.deepEqual(stretch("from='a'"), { from: 0, until: ever })
  assert.deepEqual(stretch('timestamp>=5 and timestamp<9'), { from: 5, until: 9 })
  assert.deepEqual(stretch('timestamp=5 or timestamp=8'), { from: 5, until: 9 })
  assert.deepEqual(stretch("timestamp>5 and (from='a' or timestamp<=8)"), { from: 6, until: ever })
})
