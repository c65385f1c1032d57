insert into rejected_rows
select $source, file, "row", ($columns::varchar[])[failed], note, ($reasons::varchar[])[failed]
from {judged}
where failed > 0
