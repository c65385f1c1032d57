select (r.at at time zone 'UTC' at time zone $zone)::date as day, r.source,
  ($touchpoints::varchar[])[r.touchpoint_number] as touchpoint,
  ($stages::varchar[])[r.stage_number] as stage,
  coalesce(r.channel, ($channels::varchar[])[r.touchpoint_number]) as channel,
  r.campaign, v.metric, v.value
from counts_placed r
join count_values v on v.source = r.source and v.file = r.file and v."row" = r."row"
where r.unplaced is null
order by day, r.source, r.file, r."row", v.metric
