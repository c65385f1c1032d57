-- Weighted sums of measured emotion: a stage, a touchpoint in a stage, a touchpoint anywhere.
-- Sums run over decimals, so that neither the order of rows nor threads change a digit.
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
  sum(w::decimal(38, 12))::double as weight, sum((w * w)::decimal(38, 12))::double as squared_weight,
  sum((w * emotion)::decimal(38, 12))::double as total,
  sum((w * emotion * emotion)::decimal(38, 12))::double as squares
from felt
group by grouping sets (
  (), (touchpoint), (stage), (stage, persona), (stage, touchpoint), (stage, touchpoint, persona)
)
having count(*) > 0
order by level, stage, touchpoint, grouping(persona) desc, persona
