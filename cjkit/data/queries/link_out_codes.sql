select kind, number, id from codes order by kind, number
