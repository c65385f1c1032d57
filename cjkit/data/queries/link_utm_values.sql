-- The values of a UTM field of a source. A value with an @ may name a person and is left out.
insert into utm_rows
select $source, $field, {text}, "rows"
from (
  select {column} as spelt, count(*) as "rows" from {judged} where failed = 0 group by all
)
where {text} is not null and not contains({text}, '@')
