select customer, ($persona_ids::varchar[])[persona_number] as persona,
  ($group_ids::varchar[])[group_number] as customer_group
from customers_out order by customer
