-- The rows of one file, each judged. failed: 0 for a sound row, -1 for a row without consent, else
-- the number of the first check that it breaks. note: the value that broke it, or the look of a
-- row that may have no place.
{into}
with scanned as (
  select {number}::usmallint as file, ({row})::uinteger as "row", {broken} as _broken{values} from ({rows})
),
valued as (
  select *, {id} as _id{typed} from scanned
),
checked as (
  select *, (case when not (_broken or {consent}) then -1 {breaks} else 0 end)::smallint as _failed
  from valued
),
fielded as (
  select file, "row", _id, _failed, case when _failed > 0 then case _failed {said} end end as _said, {own} as _own{carried}{fields}
  from checked
),
matched as (
  select fielded.*, {touchpoint} as _touchpoint, {entry} as _entry from fielded{choices}
)
select file, "row", _id as id, _failed as failed, _own as own{kept},
  coalesce(left(_said, 200), {look}) as note
from matched
