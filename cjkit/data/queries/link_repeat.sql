-- Sound rows that are there again: of those with the same id the first counts.
create or replace temp table copies as
with ordered as (select own from {judged} where failed = 0 and own is not null order by own),
repeated as (
  select distinct own from (select own, lag(own) over () as before from ordered) where own = before
)
select file, "row"
from (
  select file, "row", row_number() over (partition by own order by file, "row") as nth
  from {judged} where failed = 0 and own in (select own from repeated)
)
where nth > 1;

update {judged} set failed = {duplicate}, note = null
from copies where {judged}.file = copies.file and {judged}."row" = copies."row";
