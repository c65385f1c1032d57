insert into unplaced_rows
select source, file, 'no_touchpoint', null, note, count(*)
from (select distinct source, file, "row", note from answers_placed where is_unplaced)
group by all
