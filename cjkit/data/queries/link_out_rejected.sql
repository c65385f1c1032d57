select r.source, f.name as file, r."row", r."column", r.value, r.reason
from rejected_rows r
join files f on f.source = r.source and f.file = r.file
order by r.source, file, r."row"
