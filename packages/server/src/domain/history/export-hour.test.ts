import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exportHour, isTimeZone } from './export-hour.ts'

/** Start and end as text, without the parts that never vary. */
function hour(time: string, zone: string): string | undefined {
  const found = exportHour(time, zone)
  const text = (ms: number) => new Date(ms).toISOString().slice(0, 16)
  return found && `${text(found.start)} ${text(found.end)}`
}

test('resolves an hour in UTC, at an offset and in a named zone', () => {
  assert.equal(hour('2018112717', 'UTC'), '2018-11-27T17:00 2018-11-27T18:00')
  assert.equal(hour('2018112717', '+08:00'), '2018-11-27T09:00 2018-11-27T10:00')
  assert.equal(hour('2018112717', 'Asia/Shanghai'), '2018-11-27T09:00 2018-11-27T10:00')
  assert.equal(hour('2018112717', 'Asia/Kolkata'), '2018-11-27T11:30 2018-11-27T12:30')
  assert.equal(hour('2018112717', '-03:30'), '2018-11-27T20:30 2018-11-27T21:30')
  assert.equal(hour('2016022923', 'UTC'), '2016-02-29T23:00 2016-03-01T00:00')
})

test('the hours of a day neither overlap nor leave gaps, even when the clock changes', () => {
  for (const zone of ['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Pacific/Apia']) {
    for (const day of ['20111229', '20260308', '20260329', '20260405', '20261004', '20261025', '20261101']) {
      const hours = Array.from({ length: 24 }, (_, h) => exportHour(day + String(h).padStart(2, '0'), zone)!)
      for (let h = 1; h < 24; h++) assert.equal(hours[h]!.start, hours[h - 1]!.end, `${zone} ${day} ${h}`)
    }
  }
  assert.equal(hour('2026110101', 'America/New_York'), '2026-11-01T05:00 2026-11-01T07:00')
  assert.equal(hour('2026030801', 'America/New_York'), '2026-03-08T06:00 2026-03-08T07:00')
  assert.equal(hour('2026030802', 'America/New_York'), '2026-03-08T07:00 2026-03-08T07:00')
  // A day that the country skipped.
  assert.equal(hour('2011123012', 'Pacific/Apia'), '2011-12-30T10:00 2011-12-30T10:00')
})

test('rejects texts that are not an hour of the calendar', () => {
  for (const time of [
    '',
    '2018',
    '201802281',
    '2018022824',
    '2018023001',
    '2018130101',
    '20180228 1',
    '1969123123',
  ])
    assert.equal(exportHour(time, 'UTC'), undefined, time)
})

test('recognises time zones', () => {
  for (const zone of ['UTC', 'Asia/Shanghai', '+08:00', '-00:30']) assert.equal(isTimeZone(zone), true, zone)
  for (const zone of ['', 'Moon/Crater', '+8', '+08:60', '8']) assert.equal(isTimeZone(zone), false, zone)
})
