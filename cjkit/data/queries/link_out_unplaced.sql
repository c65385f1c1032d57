select source, reason, ($touchpoints::varchar[])[touchpoint_number] as touchpoint, fields,
  sum("rows")::bigint as "rows"
from unplaced_rows
group by all
order by "rows" desc, source, reason, fields, touchpoint
