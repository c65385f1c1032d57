-- Sums of the answers behind each figure asked for, by week (Monday) or in all.
-- Sums run over decimals, so that neither the order of rows nor threads change a digit.
with asked as (
  select unnest($figures::struct(
    id varchar, measured varchar, counted varchar, persona varchar, stage varchar,
    touchpoint varchar, first_day date, last_day date, sources varchar[]
  )[], recursive := true)
)
select a.id,
  case when $weekly::boolean then date_trunc('week', r.day)::date end as week,
  count(*) as n,
  count(distinct r.customer) + count(*) filter (where r.customer is null) as customers,
  count(*) filter (where r.raw_score >= 9) as promoters,
  count(*) filter (where r.raw_score <= 6) as detractors,
  count(*) filter (where (r.raw_score - r.scale_low) / nullif(r.scale_high - r.scale_low, 0) >= 0.75)
    as satisfied,
  sum(coalesce(r.weight, 1)::decimal(38, 12))::double as weight,
  sum((coalesce(r.weight, 1) ** 2)::decimal(38, 12))::double as squared_weight,
  sum((coalesce(r.weight, 1) * r.emotion)::decimal(38, 12))::double as total,
  sum((coalesce(r.weight, 1) * r.emotion * r.emotion)::decimal(38, 12))::double as squares
from asked a
join answers r
  on (a.persona is null or r.persona = a.persona)
  and (a.stage is null or r.stage = a.stage)
  and (a.touchpoint is null or r.touchpoint = a.touchpoint)
  and (a.first_day is null or r.day >= a.first_day)
  and (a.last_day is null or r.day <= a.last_day)
  and (len(a.sources) = 0 or list_contains(a.sources, r.source))
  and case a.measured
    when 'nps' then r.instrument = 'nps' and r.scale_low = 0 and r.scale_high = 10
      and r.raw_score is not null
    when 'csat' then r.instrument = 'csat' and r.raw_score is not null
    else r.emotion is not null
  end
group by all
order by a.id, week
