/**
 * Appends a batch and is a transaction of its own, or part of one. The row of a log is made, locked and moved on by one upsert, in
 * the order of the keys: whoever appends to the same log, on whatever node, comes before or after. An origin that another
 * transaction is committing in this moment fails it on `entry_origin`: it is to be tried again, and then sees that.
 *
 * Nothing is joined by values: a plan made when the tables were empty must serve a batch of any size.
 *
 * $1 to $10 are numbers and $11 to $18 texts of each entry, $19 the bytes of all. It gives a row per entry, in any order.
 */
export const appendSql = `
with batch as materialized (
  select batch.*, first.id as first_id, first.seq as first_seq, first.time as first_time
  from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],
    $9::bigint[], $10::bigint[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[],
    $18::text[])
  with ordinality as batch (app, id, time, kind, content_type, echo, payload_bytes, attributes_bytes, past, first_byte, log,
    sender, sender_device, receiver, receiver_device, audience, origin, followers, place)
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
  insert into log as known (app, key, head)
  select app, log collate "C", count(*) filter (where past = 0)
  from fresh group by app, log collate "C" order by app, log collate "C"
  on conflict (app, key) do update set head = excluded.head + coalesce(known.head,
    (select greatest(max(seq), 0) from entry where entry.app = known.app and entry.log = known.id))
  returning id, app, key, head
), heads as materialized (
  select array_agg(id order by app, key) as ids, array_agg(head order by app, key) as heads from moved
), placed as materialized (
  select fresh.*, ids[log_number] as log_id, heads[log_number] - total + nth as position,
    case past when 1 then id - 9007199254740992 else heads[log_number] - total + nth end as seq
  from fresh cross join heads
), stored as (
  insert into entry (id, app, log, seq, time, kind, content_type, sender, sender_device, receiver, receiver_device, echo,
    audience, origin, attributes, payload)
  select id, app, log_id, seq, time, kind, content_type, sender, sender_device, receiver, receiver_device, echo, audience, origin,
    case when attributes_bytes >= 0 then substring($19::bytea from (first_byte + payload_bytes + 1)::int for attributes_bytes::int) end,
    substring($19::bytea from (first_byte + 1)::int for payload_bytes::int)
  from placed order by place
), followed as (
  insert into follow (app, "user", log, start, delivered)
  select app, name, log_id, start, start
  from (select app, followers, log_id, place, position - 1 + past as start from placed where followers is not null) as placed
  cross join json_array_elements_text(followers::json) as name
  order by place
  on conflict (app, "user", log) do nothing
)
select place, seq, id, time, 0::bigint as repeat from placed
union all
select place, first_seq, first_id, first_time, 1 from batch where first_id is not null`
