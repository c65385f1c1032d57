-- What stands behind the focus of each cell of stage, touchpoint and persona; and, as level
-- persona, behind a whole persona. A customer came to a cell with the first event there; whoever
-- came too near the end of the data, or in the last stage, is not followed. Value is what the
-- customer brought in the period, wherever it was.
-- Sums run over decimals, so that neither the order of rows nor threads change a digit.
with chosen as (
  select customer, persona, list_position($stages::varchar[], stage) as place, touchpoint,
    "at", day, value
  from events
  where ($persona::varchar is null or persona = $persona)
    and ($start::date is null or day >= $start)
    and ($end::date is null or day <= $end)
),
worth as (
  select customer, persona, sum(value::decimal(38, 12)) as value
  from chosen
  group by customer, persona
),
visits as (
  select customer, place, touchpoint, min("at") as "at", min(day) as day
  from chosen
  where place is not null and touchpoint is not null
  group by customer, place, touchpoint
),
moves as (
  select customer, "at", list_position($stages::varchar[], stage) as place
  from events
  where entered or list_contains($without_rule::varchar[], stage)
),
outcomes as (
  select v.customer, v.place, v.touchpoint, v.day, count(m.customer) > 0 as gone_on
  from visits v
  left join moves m
    on m.customer = v.customer and m.place > v.place
    and m.at >= v.at and m.at <= v.at + to_days($within_days::int)
  group by all
),
followed as (
  select *, place < len($stages::varchar[])
    and day + $within_days::int <= (select max(day) from events) as to_the_end
  from outcomes
)
select 'cell' as level, ($stages::varchar[])[f.place] as stage, f.touchpoint, w.persona,
  count(*) as customers,
  count(*) filter (where to_the_end) as followed,
  count(*) filter (where to_the_end and not gone_on) as lost,
  count(w.value) as valued,
  sum(w.value)::double as value,
  sum((w.value::double * w.value::double)::decimal(38, 6))::double as squares
from followed f
join worth w on w.customer = f.customer
group by all
union all
select 'persona', null, null, persona, count(*), 0, 0, count(value), sum(value)::double,
  sum((value::double * value::double)::decimal(38, 6))::double
from worth
group by persona
order by all
