-- Answers on satisfaction; the top two steps of a five-step scale count as satisfied.
select
  case when grouping(persona) = 1 then '' else persona end as persona,
  case when grouping(stage) = 1 then '' else stage end as stage,
  case when grouping(touchpoint) = 1 then '' else touchpoint end as touchpoint,
  count(*) as n,
  count(distinct customer) + count(*) filter (where customer is null) as customers,
  count(*) filter (where (raw_score - scale_low) / (scale_high - scale_low) >= 0.75) as satisfied
from answers
where instrument = 'csat' and scale_high > scale_low and raw_score is not null
  and ($persona::varchar is null or persona = $persona)
  and ($start::date is null or day >= $start)
  and ($end::date is null or day <= $end)
group by grouping sets (
  (), (persona), (stage), (persona, stage), (stage, touchpoint), (persona, stage, touchpoint)
)
having count(*) > 0
order by grouping(stage) desc, stage, grouping(touchpoint) desc, touchpoint,
  grouping(persona) desc, persona
