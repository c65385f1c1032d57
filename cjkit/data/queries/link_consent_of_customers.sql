-- One row that says no is a no for all rows of that customer.
create temp table refusing as
select distinct normal_id(id) as key from {judged} where failed = -1 and id is not null;
update {judged} set failed = -1 where normal_id(id) in (select key from refusing);
drop table refusing;

insert into consenting
select distinct $source, null, normal_id(id), null::timestamp
from {judged} where failed >= 0 and id is not null;
