insert into event_rows
select file, "row", id, "typed.at",
  coalesce({event_id}, format('{}:{:03d}:{:09d}', $source, file, "row")),
  "typed.value", {fields}
from judged
where failed = 0
