-- The event with which a customer last entered a stage: before an event, or up to a moment.
select {stage} as stage, e.day, f.name as file, e."row"
from {events} e
join files f on f.source = e.source and f.file = e.file
where e.customer = $customer and e.entered
  and coalesce(e.event_id < $event_id::bigint, e."at" <= $at::timestamp)
order by e."at" desc, coalesce($event_id::bigint * 0 + e.event_id, {stage_number}) desc
limit 1
