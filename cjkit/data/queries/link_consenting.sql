insert into consenting select distinct $source, id from judged where id is not null
