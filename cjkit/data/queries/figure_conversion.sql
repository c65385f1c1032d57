-- Conversion of each figure asked for, by week of entry (Monday) or in all.
-- A customer enters at the first event at the touchpoint (in the stage, if both are given), or at
-- the first entry into the stage, or into the first stage when neither is given. Entries too near
-- the end of the data are left out. A figure may name the stage to be reached, else any later one
-- counts, and the days to reach it in.
with asked as (
  select unnest($figures::struct(
    id varchar, measured varchar, counted varchar, persona varchar, stage varchar,
    touchpoint varchar, first_day date, last_day date, to_stage varchar, within_days int, sources varchar[]
  )[], recursive := true)
),
moves as (
  select customer, "at", list_position($stages::varchar[], stage) as place
  from events
  where entered or list_contains($without_rule::varchar[], stage)
),
starts as (
  select a.id, a.first_day, a.last_day, coalesce(a.within_days, $within_days::int) as days,
    list_position($stages::varchar[], a.to_stage) as to_place, e.customer, min(e.at) as "at", min(e.day) as day,
    list_position($stages::varchar[], arg_min(e.stage, {'at': e.at, 'event_id': e.event_id})) as place
  from asked a
  join events e
    on (a.persona is null or e.persona = a.persona)
    and case
      when a.touchpoint is not null
        then e.touchpoint = a.touchpoint and (a.stage is null or e.stage = a.stage)
      else e.stage = coalesce(a.stage, ($stages::varchar[])[1])
        and (e.entered or list_contains($without_rule::varchar[], e.stage))
    end
  group by all
),
outcomes as (
  select s.id, s.customer, s.day, count(m.customer) > 0 as converted
  from starts s
  left join moves m
    on m.customer = s.customer and m.place > s.place
    and (s.to_place is null or m.place = s.to_place)
    and m.at >= s.at and m.at <= s.at + to_days(s.days)
  where (s.first_day is null or s.day >= s.first_day)
    and (s.last_day is null or s.day <= s.last_day)
    and s.place < coalesce(s.to_place, len($stages::varchar[]))
    and s.day + s.days <= (select max(day) from events)
  group by all
)
select id,
  case when $weekly::boolean then date_trunc('week', day)::date end as week,
  count(*) as customers,
  count(*) filter (where converted) as converted
from outcomes
group by all
order by id, week
