select kind, number, id from codes_out order by kind, number
