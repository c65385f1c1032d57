-- Distinct customers and events: a row for each cell, and for each margin without double counting.
select
  case grouping(stage, touchpoint, persona)
    when 0 then 'cell' when 1 then 'place' when 3 then 'stage' when 5 then 'touchpoint' when 6 then 'persona'
    else 'all'
  end as level,
  stage, touchpoint, persona,
  count(distinct customer) as customers,
  count(*) as events
from events
where ($persona::varchar is null or persona = $persona)
  and ($start::date is null or day >= $start)
  and ($end::date is null or day <= $end)
group by grouping sets (
  (stage, touchpoint, persona), (stage, touchpoint), (stage), (touchpoint), (persona), ()
)
having count(*) > 0
order by level, stage, touchpoint, persona
