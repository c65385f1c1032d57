-- The rows of one source as text, before anything is known of them.
create or replace temp table raw (file int, "row" bigint, broken boolean{fields})
