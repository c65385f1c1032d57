insert into unplaced_rows
select $source, j.file,
  case when j.touchpoint_number = 0 then 'no_touchpoint' else 'no_stage' end as reason,
  nullif(j.touchpoint_number, 0), j.note, count(*)
from {judged} j
where j.failed = 0 and j.stage_number = 0 and (
  j.touchpoint_number = 0
  or (j.file, j."row") in (select (file, "row") from unstaged where source_number = $number)
)
group by all
