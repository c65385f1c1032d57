insert into customer_rows
select file, "row", $source, $place, id, {group}, {persona}{attributes}
from judged
where failed = 0
