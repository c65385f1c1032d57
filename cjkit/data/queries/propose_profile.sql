-- What the cells of each column look like, and its most frequent values.
with counted as (
  select number, value, count(*) as n, min("row") as "row" from cells group by all
),
frequent as (
  select number, list(struct_pack(v := left(value, 80), n := n) order by n desc, value)[:40] as often
  from counted group by number
)
select
  number,
  count(*) as filled,
  count(distinct value) as distinct_values,
  max(length(value)) as longest,
  count(*) filter (point_number(value) is not null) as point_numbers,
  count(*) filter (comma_number(value) is not null) as comma_numbers,
  count(*) filter (regexp_full_match(value, '[-+]?\d+')) as whole_numbers,
  count(*) filter (regexp_full_match(value, '[-+]?\d{1,3}(\.\d{3})+')) as point_thousands,
  count(*) filter (regexp_full_match(value, '(https?:)?//\S+')) as addresses,
  count(*) filter (regexp_full_match(value, '[^@\s]+@[^@\s]+\.[^@\s]+')) as mail_addresses,
  count(*) filter (iso_moment(value) is not null) as iso_moments,
  min(point_number(value)) as low,
  max(point_number(value)) as high,
  any_value(often) as often
from cells join frequent using (number)
group by number
order by number
