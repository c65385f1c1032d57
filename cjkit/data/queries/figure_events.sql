-- Reach, events, conversions and value of each figure asked for, by week (Monday) or in all.
-- Sums run over decimals, so that neither the order of rows nor threads change a digit.
with asked as (
  select unnest($figures::struct(
    id varchar, measured varchar, counted varchar, persona varchar, stage varchar,
    touchpoint varchar, first_day date, last_day date, sources varchar[]
  )[], recursive := true)
)
select a.id,
  case when $weekly::boolean then date_trunc('week', e.day)::date end as week,
  count(distinct e.customer) as customers,
  count(*) as events,
  count(*) filter (where e.converted) as conversions,
  count(distinct e.customer) filter (where e.converted) as converters,
  sum(e.value::decimal(38, 12))::double as value,
  count(e.value) as valued,
  count(distinct e.customer) filter (where e.value is not null) as valued_customers
from asked a
join events e
  on (a.persona is null or e.persona = a.persona)
  and (a.stage is null or e.stage = a.stage)
  and (a.touchpoint is null or e.touchpoint = a.touchpoint)
  and (a.first_day is null or e.day >= a.first_day)
  and (a.last_day is null or e.day <= a.last_day)
  and (len(a.sources) = 0 or list_contains(a.sources, e.source))
group by all
order by a.id, week
