-- Counts need a touchpoint; their stage is known only where the touchpoint stands in one.
create temp table counts_placed as
with matched as (
  select *, {touchpoint} as touchpoint_number from count_rows
)
select *, ($only_stages::int[])[touchpoint_number] as stage_number,
  case when touchpoint_number is null then 'no_touchpoint' end as unplaced
from matched
