-- The first value that is no date, the first that only one order of day and month reads, and the
-- first that both read differently.
with read as (
  select value, file, "row", try_strptime(value, {best}) as one, try_strptime(value, {other}) as two
  from cells where number = $number
)
select
  arg_min(value, (file, "row")) filter (one is null or one < timestamp '1900-01-01'),
  arg_min(struct_pack(value := value, file := file, "row" := "row"), (file, "row"))
    filter (one is not null and two is null),
  arg_min(value, (file, "row")) filter (one <> two)
from read
