-- Rows that broke the contract, each with the first reason.
select * from rejected order by source, file, "row"
