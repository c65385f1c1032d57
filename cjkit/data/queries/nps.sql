-- Answers to "would you recommend us", 0 to 10: 9 and 10 promote, 0 to 6 detract.
select
  case when grouping(persona) = 1 then '' else persona end as persona,
  case when grouping(stage) = 1 then '' else stage end as stage,
  count(*) as n,
  count(distinct customer) + count(*) filter (where customer is null) as customers,
  count(*) filter (where raw_score >= 9) as promoters,
  count(*) filter (where raw_score > 6 and raw_score < 9) as passives,
  count(*) filter (where raw_score <= 6) as detractors
from answers
where instrument = 'nps' and scale_low = 0 and scale_high = 10 and raw_score is not null
  and ($persona::varchar is null or persona = $persona)
  and ($start::date is null or day >= $start)
  and ($end::date is null or day <= $end)
group by grouping sets ((), (persona), (stage), (persona, stage))
having count(*) > 0
order by grouping(stage) desc, stage, grouping(persona) desc, persona
