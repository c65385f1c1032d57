-- Decisions about consent: the last one of a customer and purpose counts, from the first yes after
-- the last no. At one moment a no goes before a yes.
insert into consenting
with said as (
  select normal_id(id) as key, purpose, "at",
    coalesce(list_contains($granted::varchar[], lower(decision)), false) as yes
  from {judged} where failed = 0
),
refused as (
  select key, purpose, max("at") as "at" from said where not yes group by key, purpose
)
select $source, s.purpose, s.key, min(s."at")
from said s
left join refused r on r.key = s.key and r.purpose is not distinct from s.purpose
where s.yes and (r."at" is null or s."at" > r."at")
group by s.purpose, s.key;
