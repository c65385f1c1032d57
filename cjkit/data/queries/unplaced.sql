-- Rows that no rule of the map placed, most frequent first.
select * from unplaced order by "rows" desc, source, reason, fields
