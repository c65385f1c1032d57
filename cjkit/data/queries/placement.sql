-- Where each customer is now: at the last event of the period.
with last_events as (
  select customer, persona,
    arg_max({'stage': stage, 'touchpoint': touchpoint}, {'at': "at", 'event_id': event_id}) as place
  from events
  where ($persona::varchar is null or persona = $persona)
    and ($start::date is null or day >= $start)
    and ($end::date is null or day <= $end)
  group by customer, persona
)
select place.stage as stage, place.touchpoint as touchpoint, persona, count(*) as customers
from last_events
group by all
order by stage, touchpoint, persona
