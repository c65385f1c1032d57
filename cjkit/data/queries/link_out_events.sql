select c.customer, e.at, (e.at at time zone 'UTC' at time zone $zone)::date as day, e.event_id,
  e.source, e.event, ($touchpoints::varchar[])[e.touchpoint_number] as touchpoint,
  coalesce(e.channel, ($channels::varchar[])[e.touchpoint_number]) as channel,
  e.campaign, e.device, ($stages::varchar[])[e.stage_number] as stage,
  e.entry_number is not null as entered, c.persona, c.customer_group, e.value, e.converted
from events_placed e
join customers_out c using (id)
where e.unplaced is null
order by c.customer, e.at, e.event_id, e.source, e.file, e."row"
