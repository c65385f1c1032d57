-- Give broken rows their place: rows after them move down, and they join raw without values.
create temp table broken as
select line, row_number() over (order by line) as nth from (select distinct line from broken_rows);

update raw set "row" = raw."row" + shifted.nth
from (
  select good."row" as old, steps.nth
  from (select "row" from raw where file = {number}) as good
  asof join (select line - nth as after, max(nth) as nth from broken group by after) as steps
    on good."row" > steps.after
) as shifted
where raw.file = {number} and raw."row" = shifted.old;

insert into raw select {number}, line, true, {nulls} from broken;
drop table broken;
