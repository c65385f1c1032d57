-- What became of the rows, per source and file.
select * from rows order by source, file
