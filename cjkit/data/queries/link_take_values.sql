insert into count_values
select $source, file, "row", counted.metric, counted.value
from (select file, "row", unnest([{counted}]) as counted from judged where failed = 0)
where counted.value is not null
