-- Everyone who may be counted, with a code by order of pseudonym. Pseudonyms are not kept.
create temp table people as
select key, (row_number() over (order by {order}) - 1)::int as customer
from (select distinct key from ({keys}))
