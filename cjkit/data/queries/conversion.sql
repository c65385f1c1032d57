-- First entries into each stage, by month, and which of them reached a later stage in time.
-- An entry is an event that an entry rule put in the stage; where a stage has no entry rule, any
-- event in it. Entries too near the end of the data are under way and neither won nor lost.
with moves as (
  select customer, "at", day, persona, list_position($stages::varchar[], stage) as place
  from events
  where ($persona::varchar is null or persona = $persona)
    and (entered or list_contains($without_rule::varchar[], stage))
),
first_entries as (
  select customer, place, any_value(persona) as persona, min("at") as "at", min(day) as day
  from moves
  where place is not null
  group by customer, place
),
outcomes as (
  select e.customer, e.place, e.persona, e.day, count(m.customer) > 0 as converted
  from first_entries e
  left join moves m
    on m.customer = e.customer and m.place > e.place
    and m.at >= e.at and m.at <= e.at + to_days($within_days::int)
  where ($start::date is null or e.day >= $start)
    and ($end::date is null or e.day <= $end)
  group by all
),
timed as (
  select *, day + $within_days::int > (select max(day) from events) as under_way
  from outcomes
)
select
  date_trunc('month', day)::date as month,
  case when grouping(persona) = 1 then '' else persona end as persona,
  ($stages::varchar[])[place] as stage,
  count(*) filter (where not under_way) as customers,
  count(*) filter (where not under_way and converted) as converted,
  count(*) filter (where under_way) as under_way
from timed
where place < len($stages::varchar[])
group by grouping sets ((month, place), (month, place, persona))
order by place, grouping(persona) desc, persona, month
