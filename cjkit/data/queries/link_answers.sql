-- Answers go where their question says, else where the rules say, as events do.
create temp table answers_placed as
with matched as (
  select *, case when customer is null
      then (select count(*) from people)
        + row_number() over (partition by customer is null order by source, file, "row") - 1
    end as respondent
  from ({answers})
),
entries as (
  select customer, "at", max(stage_number) as entry_number
  from ({entries}) group by customer, "at"
),
followed as (
  select m.*, e.entry_number as entered_before
  from matched m
  asof left join entries e on e.customer = m.customer and m.at >= e.at
),
scored as (
  select f.* exclude (scores), q.*, s.raw_score,
    case when not q.whole_journey then coalesce(q.touchpoint, nullif(f.touchpoint_number, 0)) end
      as asked_touchpoint
  from followed f
  left join lateral (
    select score.question, score.raw_score
    from (select unnest(f.scores) as score) where score.raw_score is not null
  ) s on true
  left join questions q on q.question = s.question
),
staged as (
  select *, case when not whole_journey then coalesce(
    stage, nullif(entry_number, 0), ($only_stages::int[])[asked_touchpoint], entered_before
  ) end as asked_stage
  from scored
)
select *,
  bool_and(
    raw_score is not null and not whole_journey
    and asked_touchpoint is null and asked_stage is null
  ) over (partition by source, file, "row") as is_unplaced
from staged
