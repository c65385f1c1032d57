-- One stream in the order of customers and time. A stage that nothing tells is the one the customer
-- entered last; converted: later than all stages the customer was in before. As the stream is in
-- order, a running highest of (place, stage) is the last entry, of (customer, stage) the furthest.
with events as ({events}),
sorted as (select * from events order by customer, "at", {words}),
counted as (
  select *, row_number() over () as place, lag(customer) over () is distinct from customer as is_first
  from sorted
),
followed as (
  select *,
    max(case when {entered} then (place << {wide}) | {stage} end)
      over (rows between unbounded preceding and current row) as last_entry,
    max(case when is_first then place end)
      over (rows between unbounded preceding and current row) as first_place
  from counted
),
staged as (
  select *, case
    when {stage} > 0 then {stage}
    when (last_entry >> {wide}) >= first_place then last_entry & {most}
    else 0
  end as stage
  from {followed}
),
furthest as (
  select *, max((customer::bigint << {wide}) | stage)
    over (rows between unbounded preceding and current row) as furthest_now
  from staged
),
compared as (
  select *, lag(furthest_now) over () as furthest_before from furthest
)
select customer, "at", {day} as day, row_number() over () - 1 as event_id, {cell} as cell,
  {source} as source, {event} as event, {channel} as channel, {campaign} as campaign,
  {device} as device,
  {group} as customer_group, {entered} as entered,
  {entered} and coalesce((furthest_before >> {wide}) = customer
    and (furthest_before & {most}) between 1 and stage - 1, false) as converted,
  value, {file} as file, {row} as "row"
from compared
where stage > 0
