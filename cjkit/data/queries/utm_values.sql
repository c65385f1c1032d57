-- The values of the UTM fields over all sources, most frequent first.
select field, value, sum("rows")::bigint as "rows"
from utm_values
group by field, value
order by field, "rows" desc, value
