insert into answer_rows
select file, "row", id, "typed.at", "typed.weight",
  case when {text} is not null then format('{}:{:03d}:{:09d}', $source, file, "row") end,
  null::double, {fields}
from judged
where failed = 0
