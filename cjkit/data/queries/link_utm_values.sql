-- The values of the UTM fields of a source. A value with an @ may name a person and is left out.
insert into utm_rows
select $source, seen.field, seen.value, count(*)
from (
  select unnest([
    {'field': 'utm_source', 'value': utm[1]},
    {'field': 'utm_medium', 'value': utm[2]},
    {'field': 'utm_campaign', 'value': utm[3]},
    {'field': 'utm_term', 'value': utm[4]},
    {'field': 'utm_content', 'value': utm[5]},
    {'field': 'utm_id', 'value': utm[6]}
  ]) as seen
  from {judged} where failed = 0
)
where seen.value is not null and not contains(seen.value, '@')
group by all
