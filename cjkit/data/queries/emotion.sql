-- Weighted sums of measured emotion: a stage, a touchpoint in a stage, a touchpoint anywhere.
with felt as (
  select *, coalesce(weight, 1) as w
  from answers
  where emotion is not null
    and ($persona::varchar is null or persona = $persona)
    and ($start::date is null or day >= $start)
    and ($end::date is null or day <= $end)
)
select
  case grouping(stage, touchpoint)
    when 0 then 'touchpoint' when 1 then 'stage' when 2 then 'anywhere' else 'all'
  end as level,
  stage, touchpoint,
  case when grouping(persona) = 1 then '' else persona end as persona,
  count(*) as n,
  count(distinct customer) + count(*) filter (where customer is null) as customers,
  sum(w) as weight, sum(w * w) as squared_weight,
  sum(w * emotion) as total, sum(w * emotion * emotion) as squares
from felt
group by grouping sets (
  (), (touchpoint), (stage), (stage, persona), (stage, touchpoint), (stage, touchpoint, persona)
)
having count(*) > 0
order by level, stage, touchpoint, grouping(persona) desc, persona
