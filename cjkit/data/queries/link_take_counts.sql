insert into count_rows
select file, "row", "typed.day", null::double, {fields}
from judged
where failed = 0
