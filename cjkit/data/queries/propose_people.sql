-- Keep the customers of a source's sample, to see which sources share their ids.
insert into people
select distinct $draft, normal_id(value) from cells where number = $column
