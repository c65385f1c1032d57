-- Rows of customers who did not consent, or not yet, are rows without consent.
create temp table asked as
select one.id, bool_or(c.key is not null) as consented, min(c.since) as since
from (select distinct id from {judged} where id is not null) as one
left join consenting c
  on c.key = normal_id(one.id) and c.source = $giver
  and ($purpose::varchar is null or c.purpose = $purpose)
group by one.id;

create or replace temp table {judged} as
select j.* replace (
  (case
    when j.id is null or (a.consented and coalesce({at} >= a.since, true)) then j.failed
    else -1
  end)::smallint as failed
)
from {judged} j
left join asked a on a.id = j.id;
drop table asked;
