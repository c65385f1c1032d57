select source, unplaced as reason, ($touchpoints::varchar[])[touchpoint_number] as touchpoint,
  fields, count(*) as "rows"
from placed_rows
where unplaced is not null
group by all
order by "rows" desc, source, reason, fields, touchpoint
