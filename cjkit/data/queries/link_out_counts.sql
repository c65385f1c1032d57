select {day} as day, c.source, ($touchpoints::varchar[])[c.touchpoint_number] as touchpoint,
  ($stages::varchar[])[($only_stages::int[])[c.touchpoint_number]] as stage,
  coalesce(c.channel, ($channels::varchar[])[c.touchpoint_number]) as channel,
  c.campaign, c.counted.metric as metric, c.counted.value as value
from (select * exclude (counted), unnest(counted) as counted from ({counts})) c
where c.counted.value is not null and c.touchpoint_number > 0
order by day, c.source, c.file, c."row", metric
