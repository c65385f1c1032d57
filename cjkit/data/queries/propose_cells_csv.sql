-- Add the sampled rows of a text file to cells, one row a filled cell.
insert into cells
select {file}, "row", list_extract($numbers, substr(name, 2)::int + 1), trim(value)
from (
  unpivot (
    select row_number() over () + {header} as "row", *
    from read_csv($path,
      columns = {columns}, header = true, auto_detect = false, strict_mode = false,
      delim = {separator}, quote = {quote}, escape = {quote}, max_line_size = 16000000,
      null_padding = true, ignore_errors = true, parallel = false)
    limit {limit}
  ) on columns(* exclude "row") into name name value value
)
where trim(value) <> ''
