-- Add a CSV's rows to raw. Rows that DuckDB cannot split are kept apart in broken_rows.
insert into raw
with scanned as (
  select row_number() over () as record, *
  from read_csv($path,
    columns = {columns}, header = true, auto_detect = false, strict_mode = {strict},
    delim = {separator}, quote = {quote}, escape = {quote}, max_line_size = 16000000,
    store_rejects = true, rejects_table = 'broken_rows', rejects_scan = 'broken_scans')
)
select {number}, {row}, false, {values} from scanned
