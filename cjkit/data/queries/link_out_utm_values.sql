-- What spellings are looked for in; of a field the thousand most frequent values stay.
select source, field, value, "rows"
from utm_rows
qualify row_number() over (partition by source, field order by "rows" desc, value) <= 1000
order by source, field, "rows" desc, value
