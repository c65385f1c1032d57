insert into rejected_rows
select $source, file, "row", ($columns::varchar[])[failed],
  left(case failed {values} end, 200), ($reasons::varchar[])[failed]
from judged
where failed > 0
