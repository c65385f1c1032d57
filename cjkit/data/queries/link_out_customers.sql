select customer, persona, customer_group from customers_out order by customer
