-- Add a Parquet file's rows to raw, as text.
insert into raw
select {number}, row_number() over () + 1, false, {values} from read_parquet($path) as t
