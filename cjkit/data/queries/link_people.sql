-- Everyone who may be counted, with a code by order of pseudonym. Pseudonyms are not kept.
create temp table people as
with known as (
  select id from event_rows
  union select id from answer_rows
  union select id from customer_rows
)
select id, row_number() over (order by keyed_hash(id, $inner_key, $outer_key)) - 1 as customer
from known
where id is not null
