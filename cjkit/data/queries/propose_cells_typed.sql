-- Add the sampled rows of a Parquet or JSON file to cells, one row a filled cell.
insert into cells
select {file}, "row", list_extract($numbers, substr(name, 2)::int + 1), trim(value)
from (
  unpivot (
    select row_number() over () + 1 as "row", {expressions} from {reader} as t limit {limit}
  ) on columns(* exclude "row") into name name value value
)
where trim(value) <> ''
