-- Sums of counts for each figure asked for, by week (Monday) or in all; no person stands in them.
-- Without the name of a count the figure is given only where there is just one kind of count.
-- Sums run over decimals, so that neither the order of rows nor threads change a digit.
with asked as (
  select unnest($figures::struct(
    id varchar, measured varchar, counted varchar, persona varchar, stage varchar,
    touchpoint varchar, first_day date, last_day date, sources varchar[]
  )[], recursive := true)
)
select a.id,
  case when $weekly::boolean then date_trunc('week', c.day)::date end as week,
  count(*) as n,
  sum(c.value::decimal(38, 12))::double as value
from asked a
join counts c
  on (a.counted is null or c.metric = a.counted)
  and (a.stage is null or c.stage = a.stage or (c.stage is null and a.touchpoint is not null))
  and (a.touchpoint is null or c.touchpoint = a.touchpoint)
  and (a.first_day is null or c.day >= a.first_day)
  and (a.last_day is null or c.day <= a.last_day)
  and (len(a.sources) = 0 or list_contains(a.sources, c.source))
group by all
having count(distinct c.metric) = 1
order by a.id, week
