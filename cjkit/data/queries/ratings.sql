-- Weighted sums of the scores of each question, where it was asked, with and without persona.
-- Sums run over decimals, so that neither the order of rows nor threads change a digit.
with rated as (
  select *, coalesce(weight, 1) as w
  from answers
  where raw_score is not null
    and ($persona::varchar is null or persona = $persona)
    and ($start::date is null or day >= $start)
    and ($end::date is null or day <= $end)
)
select question, instrument, touchpoint, stage,
  case when grouping(persona) = 1 then '' else persona end as persona,
  any_value(scale_low) as scale_low, any_value(scale_high) as scale_high,
  count(*) as n,
  count(distinct customer) + count(*) filter (where customer is null) as customers,
  sum(raw_score::decimal(38, 12))::double as total,
  sum((raw_score * raw_score)::decimal(38, 12))::double as squares,
  count(weight) as weights,
  sum(w::decimal(38, 12))::double as weight, sum((w * w)::decimal(38, 12))::double as squared_weight,
  sum((w * raw_score)::decimal(38, 12))::double as weighted_total,
  sum((w * raw_score * raw_score)::decimal(38, 12))::double as weighted_squares,
  count(*) filter (where raw_score >= scale_high - 1) as top2,
  count(*) filter (where raw_score <= scale_low + 1) as bottom2
from rated
group by grouping sets (
  (question, instrument, touchpoint, stage), (question, instrument, touchpoint, stage, persona)
)
order by question, instrument, touchpoint, stage, grouping(persona) desc, persona
