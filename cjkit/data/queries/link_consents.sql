-- Decisions about consent: the last one of a customer and purpose counts, from the first yes after
-- the last no. At one moment a no outweighs a yes. A row may say when its yes was withdrawn.
insert into consenting
with said as (
  select normal_id(id) as key, purpose, "at",
    coalesce(list_contains($granted::varchar[], lower(decision)), false) as yes
  from {judged} where failed = 0
  union all
  select normal_id(id), purpose, withdrawn, false
  from {judged} where failed = 0 and withdrawn is not null
),
refused as (
  select key, purpose, max("at") as "at" from said where not yes group by key, purpose
)
select $source, s.purpose, s.key, min(s."at")
from said s
left join refused r on r.key = s.key and r.purpose is not distinct from s.purpose
where s.yes and (r."at" is null or s."at" > r."at")
group by s.purpose, s.key
