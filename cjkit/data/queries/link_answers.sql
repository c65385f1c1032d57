-- Answers go where their question says, else where the rules say, as events do.
create temp table answers_placed as
with matched as (
  select *, {touchpoint} as row_touchpoint, {entry} as row_entry,
    case when id is null
      then (select count(*) from people)
        + row_number() over (partition by id is null order by source, file, "row") - 1
    end as respondent
  from answer_rows
),
entries as (
  select id, "at", entry_number, event_id from events_placed where entry_number is not null
),
followed as (
  select m.*, e.entry_number as entered_before
  from matched m
  asof left join (
    select id, "at", arg_max(entry_number, event_id) as entry_number from entries group by id, "at"
  ) e on e.id = m.id and m.at >= e.at
),
scored as (
  select f.*, q.*, s.raw_score,
    case when not q.whole_journey then coalesce(q.touchpoint, f.row_touchpoint) end
      as touchpoint_number
  from followed f
  left join answer_scores s on s.source = f.source and s.file = f.file and s."row" = f."row"
  left join questions q on q.question = s.question
),
staged as (
  select *, case when not whole_journey then coalesce(
    stage, row_entry, ($only_stages::int[])[touchpoint_number], entered_before
  ) end as stage_number
  from scored
)
select *,
  bool_and(
    raw_score is not null and not whole_journey
    and touchpoint_number is null and stage_number is null
  ) over (partition by source, file, "row") as is_unplaced
from staged
