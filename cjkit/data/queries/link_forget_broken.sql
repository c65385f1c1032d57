-- Before a CSV is read: no broken rows of another are left.
drop table if exists broken_rows;
drop table if exists broken_scans;
