-- How many distinct values of a column each way to write dates can read, and where one first cannot.
with seen as materialized (
  select value, min("row") as "row" from cells where number = $number group by value
  order by "row" limit 5000
),
tried as ({tries})
select
  format,
  count(moment) filter (moment >= timestamp '1900-01-01') as fits,
  count(*) as tried,
  arg_min(value, "row") filter (moment is null or moment < timestamp '1900-01-01') as odd_value
from tried group by format
