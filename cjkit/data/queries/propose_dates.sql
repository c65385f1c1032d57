-- How many distinct values of a column there are, and how many each way to write dates can read.
with seen as materialized (
  select value from cells where number = $number group by value order by min("row") limit 5000
)
select count(*), {tries} from seen
