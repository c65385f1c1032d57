-- Ids that begin with a blank are trimmed; one of nothing but blanks is missing.
update {judged} set id = trimmed(id) where {blank};

update {judged} set failed = {missing}, note = null
where id is null and (failed = 0 or failed > {missing});
