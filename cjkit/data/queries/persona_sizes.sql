-- Customers with consent, by persona.
select persona, count(*) as customers
from customers
where $persona::varchar is null or persona = $persona
group by persona
order by customers desc, persona
