insert into unplaced_rows
select $source, file, 'no_touchpoint', null, note, count(*)
from {judged} where failed = 0 and touchpoint_number = 0
group by all
