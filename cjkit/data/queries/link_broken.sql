-- Give broken rows their place: rows after them move down, and they join the others without values.
create temp table broken as
select line, row_number() over (order by line) as nth from (select distinct line from broken_rows);

update {judged} set "row" = {judged}."row" + shifted.nth
from (
  select good."row" as old, steps.nth
  from (select "row" from {judged} where file = {number}) as good
  asof join (select line - nth as after, max(nth) as nth from broken group by after) as steps
    on good."row" > steps.after
) as shifted
where {judged}.file = {number} and {judged}."row" = shifted.old;

insert into {judged} by name
select {number}::int as file, line as "row", 1::smallint as failed from broken;
drop table broken;
