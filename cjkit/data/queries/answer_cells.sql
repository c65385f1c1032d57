-- How many answers and customers stand behind every cell of answers that any measure tells: a
-- question where it was asked, satisfaction and recommendation by place, and all that was felt.
with asked as (
  select * from answers
  where raw_score is not null
    and ($persona::varchar is null or persona = $persona)
    and ($start::date is null or day >= $start)
    and ($end::date is null or day <= $end)
)
select
  case when grouping(instrument) = 1 then '' else instrument end as instrument,
  case when grouping(question) = 1 then '' else question end as question,
  case when grouping(stage) = 1 then '' else stage end as stage,
  case when grouping(touchpoint) = 1 then '' else touchpoint end as touchpoint,
  case when grouping(persona) = 1 then '' else persona end as persona,
  count(*) as n,
  count(distinct customer) + count(*) filter (where customer is null) as customers
from asked
group by grouping sets (
  (), (touchpoint), (stage), (stage, persona), (stage, touchpoint), (stage, touchpoint, persona),
  (instrument), (instrument, persona), (instrument, stage), (instrument, stage, persona),
  (instrument, stage, touchpoint), (instrument, stage, touchpoint, persona),
  (instrument, question, stage, touchpoint), (instrument, question, stage, touchpoint, persona)
)
having count(*) > 0
order by all
