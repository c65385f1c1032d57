-- Which sources stand behind the figures of a shape, and the days they cover within the period.
with days as (
  select 'events' as shape, source, day, persona from events
  union all
  select 'answers', source, day, persona from answers
  union all
  select 'counts', source, day, null from counts
)
select shape, source, min(day) as first_day, max(day) as last_day
from days
where (shape = 'counts' or $persona::varchar is null or persona = $persona)
  and ($start::date is null or day >= $start)
  and ($end::date is null or day <= $end)
group by shape, source
order by shape, source
