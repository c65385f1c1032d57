drop table if exists broken_rows;
drop table if exists broken_scans;
