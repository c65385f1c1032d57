select t.source, f.name as file, t.read,
  coalesce(p.accepted, 0) as accepted, t.rejected, t.without_consent,
  coalesce(p.unplaced, 0) as unplaced
from tally t
join files f on f.source = t.source and f.file = t.file
left join (
  select source, file, count(*) filter (where unplaced is null) as accepted, count(unplaced) as unplaced
  from placed_rows group by source, file
) p on p.source = t.source and p.file = t.file
order by t.source, file
