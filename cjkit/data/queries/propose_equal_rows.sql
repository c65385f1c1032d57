-- How many sampled rows are equal to an earlier one, in all their cells.
with each as (
  select file, "row", hash(list((number, value) order by number)) as content
  from cells group by file, "row"
)
select count(*) - count(distinct content) from each
