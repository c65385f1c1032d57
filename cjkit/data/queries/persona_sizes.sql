-- Customers with consent, by persona; all of them, since shares are of all.
select persona, count(*) as customers
from customers
group by persona
order by customers desc, persona
