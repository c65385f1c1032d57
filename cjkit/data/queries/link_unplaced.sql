-- Rows that no rule placed, as accepted or not per file, and what they look like.
create temp table placed_rows as
select source, file, "row", unplaced, touchpoint_number, {look} as fields from events_placed
union all
select source, file, "row", unplaced, touchpoint_number, {look} from counts_placed
union all
select distinct source, file, "row",
  case when is_unplaced then 'no_touchpoint' end, null::int, {look}
from answers_placed
union all
select source, file, "row", null, null::int, null from customer_rows
