select c.customer, e.at, (e.at at time zone 'UTC' at time zone $zone)::date as day,
  row_number() over (
    order by c.customer, e.at, e.event_id, e.source, e.file, e."row"
  ) - 1 as event_id,
  {cell} as cell, e.source, e.event,
  coalesce(e.channel, ($channels::varchar[])[e.touchpoint_number]) as channel,
  e.campaign, e.device, c.customer_group, e.entry_number is not null as entered, e.converted,
  e.value, e.file, e."row"
from events_placed e
join customers_out c using (id)
where e.unplaced is null
order by event_id
