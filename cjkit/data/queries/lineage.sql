-- Where the figures come from, per source and file.
select * from lineage order by source, file
