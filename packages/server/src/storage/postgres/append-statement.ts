import { HOUR_IDS } from '../../domain/log/active-hour.ts'

const lane = `current_setting('ringpost.lane')::bigint`
const newest = `select pos, at from fact where lane = ${lane} order by pos desc limit 1`
/** Time by the clock of the database, in ms; no less than that of the newest fact in the lane. */
const now = `greatest((extract(epoch from clock_timestamp()) * 1000)::bigint, (select at from newest))`

/**
 * Appends a batch, as a transaction of its own or as part of one. One upsert per log, in key order, creates, locks and
 * advances its row: concurrent appends to the same log, on any node, come before or after. An origin that another
 * transaction is just committing fails this one on `entry_origin`; the retry then finds that origin.
 * Nothing is joined by values: a plan made when the tables were empty must serve a batch of any size.
 * $1 to $10 are the numbers and $11 to $18 the texts of each entry, $19 the hour with which to mark the followers of its
 * log (0: none), $20 the bytes of all. Returns a row per entry, in any order.
 * Followers are marked in the order of log and user, as cursors are saved, so that neither waits for the other in a circle.
 * One who joins while this waits for the lock of the log is not seen here: their first mark is an hour ahead.
 * With facts, $21 and $22 are kind and text of the fact of each entry. Their lane belongs to this connection alone
 * (connection-pool.ts), so the newest fact that the statement sees is the newest there is. The time of an entry's fact
 * is set under the lock of its log and recorded there, so it never decreases along a log; facts are inserted in that
 * order, so it never decreases along a lane either.
 */
function appendStatement({ isTold }: { isTold: boolean }): string {
  /** Parts that are only present with facts, after a comma. */
  const facts = (part: string) => (isTold ? `, ${part}` : '')
  return `
with ${isTold ? `newest as materialized (${newest}), ` : ''}batch as materialized (
  select batch.*, first.id as first_id, first.seq as first_seq, first.time as first_time
  from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],
    $9::bigint[], $10::bigint[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[],
    $18::text[], $19::bigint[]${facts('$21::text[], $22::text[]')})
  with ordinality as batch (app, id, time, kind, content_type, echo, payload_bytes, attributes_bytes, past, first_byte, log,
    sender, sender_device, receiver, receiver_device, audience, origin, followers, hour${facts('fact_kind, fact_data')}, place)
  left join lateral (
    select id, seq, time from entry where entry.app = batch.app and entry.origin = batch.origin limit 1
  ) as first on batch.origin is not null
), fresh as materialized (
  select *,
    dense_rank() over (order by app, log collate "C") as log_number,
    count(*) filter (where past = 0) over (partition by app, log collate "C") as total,
    count(*) filter (where past = 0) over (partition by app, log collate "C" order by place rows unbounded preceding) as nth
  from batch where first_id is null
), moved as (
  insert into log as known (app, key, head, head_id${facts('told_at')})
  select app, log collate "C", count(*) filter (where past = 0), max(id) filter (where past = 0)${facts(`case when count(fact_kind) > 0 then ${now} end`)}
  from fresh group by app, log collate "C" order by app, log collate "C"
  on conflict (app, key) do update set head = known.head + excluded.head, head_id = greatest(known.head_id, excluded.head_id)
    ${facts(`told_at = case when excluded.told_at is null then known.told_at else greatest(${now}, known.told_at) end`)}
  returning id, app, key, head, large${facts('told_at')}
), heads as materialized (
  select array_agg(id order by app, key) as ids, array_agg(head order by app, key) as heads, array_agg(large order by app, key) as larges
    ${facts('array_agg(told_at order by app, key) as times')} from moved
), placed as materialized (
  select fresh.*, ids[log_number] as log_id, heads[log_number] - total + nth as position, larges[log_number] as large${facts('times[log_number] as told_at')},
    case past when 1 then id - 9007199254740992 else heads[log_number] - total + nth end as seq
  from fresh cross join heads
), stored as (
  insert into entry (id, app, log, seq, time, kind, content_type, sender, sender_device, receiver, receiver_device, echo,
    audience, origin, attributes, payload)
  select id, app, log_id, seq, time, kind, content_type, sender, sender_device, receiver, receiver_device, echo, audience, origin,
    case when attributes_bytes >= 0 then substring($20::bytea from (first_byte + payload_bytes + 1)::int for attributes_bytes::int) end,
    substring($20::bytea from (first_byte + 1)::int for payload_bytes::int)
  from placed order by place
), marking as materialized (
  select app, log_id, max(hour) as hour from placed where hour > 0 and large = 0 group by app, log_id order by app, log_id
), marked as materialized (
  select marking.app, marking.log_id, marking.hour, unmarked."user"
  from marking cross join lateral (select "user" from follow
    where follow.app = marking.app and follow.log = marking.log_id and follow.until is null and follow.active < marking.hour
    order by "user" for no key update) as unmarked
), moved_on as (
  update follow set active = marked.hour from marked
  where follow.app = marked.app and follow."user" = marked."user" and follow.log = marked.log_id and follow.active < marked.hour
), followed as (
  insert into follow (app, "user", log, start, delivered, active)
  select app, name, log_id, start, start, first_mark
  from (select app, followers, log_id, place, position - 1 + past as start, id / ${HOUR_IDS} + 1 as first_mark
    from placed where followers is not null) as placed
  cross join json_array_elements_text(followers::json) as name
  order by place
  on conflict (app, "user", log) do nothing
)${facts(`noted as (
  insert into fact (lane, pos, at, app, kind, subject, seq, entry, data)
  select ${lane}, coalesce(newest.pos, 0) + row_number() over (order by told_at, place), told_at, app, fact_kind, log, seq, id, fact_data
  from placed left join newest on true where fact_kind is not null
)`)}
select place, seq, id, time, 0::bigint as repeat from placed
union all
select place, first_seq, first_id, first_time, 1 from batch where first_id is not null`
}

export const appendSql = appendStatement({ isTold: false })
export const appendToldSql = appendStatement({ isTold: true })
