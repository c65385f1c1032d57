-- The first value that only one order of day and month reads, and one that both read differently.
with read as (
  select value, file, "row", try_strptime(value, {best}) as one, try_strptime(value, {other}) as two
  from cells where number = $number
)
select
  arg_min(struct_pack(value := value, file := file, "row" := "row"), (file, "row"))
    filter (one is not null and two is null) as proof,
  arg_min(struct_pack(value := value), (file, "row")) filter (one <> two) as either
from read
