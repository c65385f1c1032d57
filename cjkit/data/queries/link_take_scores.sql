insert into answer_scores
select $source, file, "row", score.question, score.raw_score
from (select file, "row", unnest([{scores}]) as score from judged where failed = 0)
where score.raw_score is not null
