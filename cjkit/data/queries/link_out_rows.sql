select t.source, f.name as file, t.read,
  (t.read - t.rejected - t.without_consent - coalesce(u.unplaced, 0))::bigint as accepted,
  t.rejected, t.without_consent, coalesce(u.unplaced, 0)::bigint as unplaced
from tally t
join files f on f.source = t.source and f.file = t.file
left join (
  select source, file, sum("rows") as unplaced from unplaced_rows group by source, file
) u on u.source = t.source and u.file = t.file
order by t.source, file
