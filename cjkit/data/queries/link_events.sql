-- Touchpoint and stage of every event. A stage comes from an entry rule, else from a touchpoint
-- that stands in one stage only, else it is the stage the customer entered last.
create temp table events_placed as
with matched as (
  select *, {touchpoint} as touchpoint_number, {entry} as entry_number from event_rows
),
followed as (
  select *,
    last_value(entry_number ignore nulls) over before as entered_before
  from matched
  window before as (
    partition by id order by "at", event_id, source, file, "row"
    rows between unbounded preceding and 1 preceding
  )
),
staged as (
  select *,
    case when touchpoint_number is not null or entry_number is not null then
      coalesce(entry_number, ($only_stages::int[])[touchpoint_number], entered_before)
    end as stage_number
  from followed
)
select *,
  entry_number is not null and coalesce(entry_number > max(stage_number) over before, false)
    as converted,
  case
    when touchpoint_number is null and entry_number is null then 'no_touchpoint'
    when stage_number is null then 'no_stage'
  end as unplaced
from staged
window before as (
  partition by id order by "at", event_id, source, file, "row"
  rows between unbounded preceding and 1 preceding
)
